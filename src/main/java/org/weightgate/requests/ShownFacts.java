package org.weightgate.requests;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.web.Sha256;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Remembers what reviewers were shown of an open request: a digest tells that a fact moved, not what it was.
@ApplicationScoped
public class ShownFacts {

    private static final TypeReference<EnumMap<ShownFact, String>> WORDS = new TypeReference<>() {
    };

    private final Session database;
    private final ObjectMapper json;

    ShownFacts(Session database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /// What was shown.
    ///
    /// @param seq the last thing that had happened when it was shown first
    public record Shown(int seq, Map<ShownFact, String> words) {
    }

    /// Nothing about a request that somebody closes at the same moment: whoever closes it forgets what was shown.
    @Transactional(Transactional.TxType.MANDATORY)
    public void remember(AccessRequest request, Facts facts) {
        if (!request.state().isOpen()) {
            return;
        }
        database.createNativeMutationQuery("""
                insert into shown_facts (request_id, version, digest_sha256, seq, words)
                select r.id, :version, decode(:digest, 'hex'),
                    (select coalesce(max(seq), 0) from event where stream = r.id), cast(:words as jsonb)
                from access_request r
                where r.id = :request and r.state in ('SUBMITTED', 'CHANGES_REQUESTED') and not exists (
                    select from shown_facts known where known.request_id = r.id and known.version = :version
                        and known.digest_sha256 = decode(:digest, 'hex'))
                for share of r
                on conflict do nothing""").setParameter("request", request.id()).setParameter("version", request.version())
                .setParameter("digest", Sha256.hex(facts.digest())).setParameter("words", write(facts.words()))
                .executeUpdate();
    }

    /// Where the version was shown with other facts, only when that was.
    @Transactional
    public Optional<Shown> of(UUID request, Seen seen) {
        return database.createNativeQuery("""
                select seq, case when digest_sha256 = decode(:digest, 'hex') then cast(words as text) else '{}' end as words
                from shown_facts where request_id = :request and version = :version
                order by digest_sha256 = decode(:digest, 'hex') desc, seq desc limit 1""", Tuple.class)
                .setParameter("request", request).setParameter("version", seen.version())
                .setParameter("digest", Sha256.hex(seen.factsDigest())).getResultStream()
                .map(row -> new Shown(row.get("seq", Integer.class), read(row.get("words", String.class)))).findFirst();
    }

    /// Nobody decides on a closed request any more: of what was shown only the moment stays, for those who come late.
    @Transactional(Transactional.TxType.MANDATORY)
    void forget(UUID request) {
        database.createNativeMutationQuery("update shown_facts set words = '{}' where request_id = :request")
                .setParameter("request", request).executeUpdate();
    }

    private String write(Map<ShownFact, String> words) {
        try {
            return json.writeValueAsString(words);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts cannot be written as JSON", e);
        }
    }

    private Map<ShownFact, String> read(String words) {
        try {
            return json.readValue(words, WORDS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("kept facts are not JSON", e);
        }
    }
}
