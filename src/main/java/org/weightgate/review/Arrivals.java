package org.weightgate.review;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// Whether a reminder's mail arrived, as far as anybody can tell.
@ApplicationScoped
class Arrivals {

    private final Session database;

    Arrivals(Session database) {
        this.database = database;
    }

    enum Arrival {
        NONE,
        ON_ITS_WAY,
        ARRIVED,
        LOST;

        boolean isLost() {
            return this == LOST;
        }
    }

    @Transactional
    Arrival of(String dedupeKey) {
        Optional<String> state = database
                .createNativeQuery("select state from outbox_mail where dedupe_key = :key", Tuple.class)
                .setParameter("key", dedupeKey).getResultStream().findFirst().map(row -> row.get(0, String.class));
        return state.map(known -> switch (known) {
            case "SENT" -> Arrival.ARRIVED;
            case "FAILED", "BOUNCED" -> Arrival.LOST;
            default -> Arrival.ON_ITS_WAY;
        }).orElse(Arrival.NONE);
    }
}
