package org.weightgate.notices;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// Whether a mail has arrived, as far as is known now: one that waits, was refused or came back has not.
@ApplicationScoped
public class Arrivals {

    private final Session database;

    Arrivals(Session database) {
        this.database = database;
    }

    /// When the mail server took the mail queued under this key.
    @Transactional
    public Optional<Instant> of(String dedupeKey) {
        return database.createNativeQuery("select sent_at from outbox_mail where dedupe_key = :key and state = 'SENT'",
                Instant.class).setParameter("key", dedupeKey).getResultStream().flatMap(Stream::ofNullable).findFirst();
    }
}
