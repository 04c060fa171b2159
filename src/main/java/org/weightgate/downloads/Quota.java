package org.weightgate.downloads;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.weightgate.catalogue.AccessPolicy;

/// How much one grant may take within 24 hours and at once; what is empty has no limit. All nodes of a cluster that share a
/// grant share its quota.
record Quota(OptionalLong bytesPerDay, OptionalInt ticketsPerDay, OptionalInt concurrent) {

    static final Duration DAY = Duration.ofHours(24);

    /// What the grant was given in the last 24 hours, and how many of its tickets are still valid.
    record Use(long bytes, long tickets, long valid) {
    }

    /// Which limit a ticket would break.
    enum Limit {
        BYTES,
        /// This ticket alone asks for more than a day's bytes.
        BYTES_AT_ONCE,
        TICKETS,
        CONCURRENT
    }

    static Quota of(AccessPolicy policy) {
        return new Quota(policy.quotaBytesPerDay(), policy.quotaTicketsPerDay(), policy.quotaConcurrent());
    }

    boolean isUnlimited() {
        return bytesPerDay.isEmpty() && ticketsPerDay.isEmpty() && concurrent.isEmpty();
    }

    /// The first limit that one more ticket of so many bytes would break. An address that joins a ticket is no ticket more.
    Optional<Limit> brokenBy(Use use, long bytes, boolean joins) {
        long most = bytesPerDay.orElse(Long.MAX_VALUE);
        if (bytes > most) {
            return Optional.of(Limit.BYTES_AT_ONCE);
        }
        if (bytes > 0 && use.bytes() > most - bytes) {
            return Optional.of(Limit.BYTES);
        }
        if (!joins && use.tickets() >= ticketsPerDay.orElse(Integer.MAX_VALUE)) {
            return Optional.of(Limit.TICKETS);
        }
        return !joins && use.valid() >= concurrent.orElse(Integer.MAX_VALUE)
                ? Optional.of(Limit.CONCURRENT)
                : Optional.empty();
    }
}
