package org.weightgate.notices;

import java.time.Duration;
import java.util.UUID;

/// A mail one sender holds until its lease runs out. `deadline` is that moment by this machine's `System.nanoTime`,
/// never later than by the database's clock; `trying` is how long it has been tried before.
record ClaimedMail(UUID id, UUID lease, long deadline, int attempts, Duration trying, String messageId, String recipient,
        String domain, String subject, String text, String html) {

    boolean leaseIsOver() {
        return System.nanoTime() - deadline >= 0;
    }
}
