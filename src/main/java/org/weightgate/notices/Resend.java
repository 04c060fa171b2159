package org.weightgate.notices;

import java.time.Instant;

/// What came of asking for a mail again.
public sealed interface Resend {

    /// It is on its way again, under a number of its own.
    record Queued() implements Resend {
    }

    /// It has not been given up: it is tried again by itself, now at once.
    record Hurried() implements Resend {
    }

    record TooSoon(Instant from) implements Resend {
    }

    /// The address refuses mail; its owner has to show that it works again, or correct it.
    record AddressRefuses(String address) implements Resend {
    }

    /// Its words are no longer kept.
    record Forgotten() implements Resend {
    }

    record NotFound() implements Resend {
    }
}
