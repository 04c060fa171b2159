package org.weightgate.people;

/// What a waiting device is told.
sealed interface DevicePoll {

    record Pending() implements DevicePoll {
    }

    record SlowDown() implements DevicePoll {
    }

    record Denied() implements DevicePoll {
    }

    /// Also for codes that never were or were used: a stranger learns nothing.
    record Expired() implements DevicePoll {
    }

    record Issued(String secret, long expiresInSeconds) implements DevicePoll {
    }
}
