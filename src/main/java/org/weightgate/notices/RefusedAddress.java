package org.weightgate.notices;

import java.time.Instant;
import java.util.Optional;

/// An address that refused mail for good, the mail server's words, and when a mail that proves the opposite was last asked for.
public record RefusedAddress(String address, String said, Instant refusedAt, Optional<Instant> askedAt) {
}
