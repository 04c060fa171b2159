package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.Writes;

/// Who accepted which terms. The hash is kept beside the version: it says which words.
@ApplicationScoped
public class TermsAcceptances {

    /// On which way somebody came to accept.
    public enum Way {
        REQUEST,
        MEMBER,
        CAMPAIGN
    }

    private static final String NOTE = """
            insert into terms_acceptance (id, person_id, terms_version_id, sha256, way, origin, accepted_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict (person_id, terms_version_id, origin) do nothing""";

    private final Session database;
    private final Writes writes;

    TermsAcceptances(Session database, Writes writes) {
        this.database = database;
        this.writes = writes;
    }

    /// Notes that a person accepted; once for each request or grant it was for.
    @Transactional(Transactional.TxType.MANDATORY)
    public void record(UUID person, TermsVersion terms, Way way, UUID origin, Instant now) {
        writes.now(NOTE, UUID.randomUUID(), person, terms.id(), terms.sha256(), way.name(), origin, now);
    }

    /// The same, written down with the event that follows.
    @Transactional(Transactional.TxType.MANDATORY)
    public void recordWithEvent(UUID person, UUID terms, String sha256, Way way, UUID origin, Instant now) {
        writes.later(NOTE, UUID.randomUUID(), person, terms, sha256, way.name(), origin, now);
    }

    /// When a person accepted these very terms.
    @Transactional
    public Optional<Instant> when(UUID person, UUID terms) {
        return Column.of(database,
                "select max(accepted_at) from terms_acceptance where person_id = :person and terms_version_id = :terms",
                Instant.class).setParameter("person", person).setParameter("terms", terms).getResultStream()
                .flatMap(Stream::ofNullable).findFirst();
    }
}
