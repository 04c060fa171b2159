package org.weightgate.requests;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.PlainText;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.scheduler.Scheduled;

/// Puts aside what somebody sent whose session had ended, until they are signed in again. The browser that sent it holds the
/// only key.
@ApplicationScoped
class KeptTexts {

    static final int MOST = 2000;
    private static final int LONGEST = 200_000;
    private static final TypeReference<Map<String, List<String>>> FIELDS = new TypeReference<>() {
    };

    private final Session database;
    private final DatabaseClock clock;
    private final ObjectMapper json;

    KeptTexts(Session database, DatabaseClock clock, ObjectMapper json) {
        this.database = database;
        this.clock = clock;
        this.json = json;
    }

    /// The key to it, or nothing when it is too long or too much is kept already: who sends it need not be anybody.
    @Transactional
    Optional<LinkSecret> keep(String path, MultivaluedMap<String, String> fields) {
        String text = write(fields);
        if (text.length() > LONGEST || isFull()) {
            return Optional.empty();
        }
        LinkSecret secret = LinkSecret.fresh();
        database.createNativeMutationQuery(
                """
                        insert into kept_text (token_hash, path, fields, kept_at) values (:hash, :path, cast(:fields as jsonb), :now)""")
                .setParameter("hash", secret.hash()).setParameter("path", path).setParameter("fields", text)
                .setParameter("now", clock.now()).executeUpdate();
        return Optional.of(secret);
    }

    private boolean isFull() {
        return Column.of(database, "select count(*) from (select 1 from kept_text limit :most) kept", Long.class)
                .setParameter("most", MOST).getSingleResult() == MOST;
    }

    @Transactional
    Optional<MultivaluedMap<String, String>> of(LinkSecret secret, String path) {
        return Column.of(database, """
                select cast(fields as text) from kept_text
                where token_hash = :hash and path = :path and kept_at > now() - interval '1 day'""", String.class)
                .setParameter("hash", secret.hash()).setParameter("path", path).getResultList().stream().findFirst()
                .map(this::read);
    }

    @Transactional
    void forget(LinkSecret secret) {
        database.createNativeMutationQuery("delete from kept_text where token_hash = :hash")
                .setParameter("hash", secret.hash()).executeUpdate();
    }

    @Scheduled(every = "1h", concurrentExecution = SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeMutationQuery("delete from kept_text where kept_at < now() - interval '1 day'").executeUpdate();
    }

    private String write(MultivaluedMap<String, String> fields) {
        try {
            var known = new HashMap<String, List<String>>();
            fields.forEach((name, values) -> known.put(PlainText.storable(name),
                    values.stream().map(PlainText::storable).toList()));
            known.keySet().removeIf(name -> name.length() > 60);
            return json.writeValueAsString(known);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a form cannot be written as JSON", e);
        }
    }

    private MultivaluedMap<String, String> read(String text) {
        try {
            var fields = new MultivaluedHashMap<String, String>();
            json.readValue(text, FIELDS).forEach(fields::addAll);
            return fields;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept text is not JSON of its type", e);
        }
    }
}
