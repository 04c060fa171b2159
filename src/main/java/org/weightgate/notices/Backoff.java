package org.weightgate.notices;

import java.time.Duration;

/// The wait before the next attempt: doubling, capped, and spread so that a returning mail server is not stormed.
record Backoff(Duration first, Duration longest) {

    /// The wait after `failures` failures; `spread` in [0, 1) picks a point between half the wait and the whole.
    Duration after(int failures, double spread) {
        int doublings = Math.clamp(failures - 1L, 0, 30);
        long capped = Math.min(longest.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis((long) (capped * (0.5 + spread / 2)));
    }
}
