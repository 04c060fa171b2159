package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.weightgate.web.Instants;

/// Which part of the queue is asked for.
///
/// @param models the models to look at, each with the time in which its requests should be answered
/// @param parts  the requests the reviewer has a part in: no view has them
record QueueFilter(List<Reviewed> models, Tray tray, UUID reviewer, List<UUID> parts, Instant now, Optional<After> after,
        int size) {

    record Reviewed(UUID model, String name, Duration answerWithin) {
    }

    QueueFilter in(Tray other) {
        return new QueueFilter(models, other, reviewer, parts, now, after, size);
    }

    /// The last row of the page before.
    record After(Instant turnAt, UUID id) {

        static After of(QueueRow last) {
            return new After(last.turnAt(), last.id());
        }

        static Optional<After> parse(String text) {
            String[] parts = text.split("~", 2);
            if (parts.length != 2) {
                return Optional.empty();
            }
            try {
                UUID id = UUID.fromString(parts[1]);
                return Instants.written(parts[0]).map(turnAt -> new After(turnAt, id));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        String text() {
            return turnAt + "~" + id;
        }
    }
}
