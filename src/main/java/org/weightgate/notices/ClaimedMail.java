package org.weightgate.notices;

import java.util.UUID;

/// A mail one sender holds until its lease runs out.
record ClaimedMail(UUID id, UUID lease, int attempts, String messageId, String recipient, String subject, String text,
        String html) {
}
