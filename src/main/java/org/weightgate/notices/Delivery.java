package org.weightgate.notices;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// What may be told about a mail's way: never its body or recipient.
public record Delivery(UUID id, String subject, MailState state, int attempts, Instant queuedAt, @Nullable Instant sentAt) {
}
