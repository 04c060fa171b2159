package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.PlainSql;

/// Who accepted which terms. The hash is kept beside the version: it says which words.
@ApplicationScoped
public class TermsAcceptances {

    /// On which way somebody came to accept.
    public enum Way {
        REQUEST,
        MEMBER,
        CAMPAIGN
    }

    private final Session database;

    TermsAcceptances(Session database) {
        this.database = database;
    }

    /// Notes that a person accepted; once for each request or grant it was for.
    @Transactional(Transactional.TxType.MANDATORY)
    public void record(UUID person, TermsVersion terms, Way way, UUID origin, Instant now) {
        record(person, terms.id(), terms.sha256(), way, origin, now);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void record(UUID person, UUID terms, String sha256, Way way, UUID origin, Instant now) {
        PlainSql.update(database, """
                insert into terms_acceptance (id, person_id, terms_version_id, sha256, way, origin, accepted_at)
                values (?, ?, ?, ?, ?, ?, ?) on conflict (person_id, terms_version_id, origin) do nothing""",
                UUID.randomUUID(), person, terms, sha256, way.name(), origin, now);
    }

    /// When a person accepted these very terms.
    @Transactional
    public Optional<Instant> when(UUID person, UUID terms) {
        return Column.of(database,
                "select max(accepted_at) from terms_acceptance where person_id = :person and terms_version_id = :terms",
                Instant.class).setParameter("person", person).setParameter("terms", terms).getResultStream()
                .flatMap(java.util.stream.Stream::ofNullable).findFirst();
    }
}
