package org.weightgate.loader.transfer;

import java.time.Duration;

/// Notices a sender that goes on sending, but so little that it will never be done: less than a kilobyte a second, over a
/// window as long as complete silence would be borne.
final class Pace {

    private static final long LEAST_BYTES_A_SECOND = 1024;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final long window;
    private final long least;
    private long begun;
    private long bytes;

    Pace(Duration window, long now) {
        this.window = window.toNanos();
        this.least = Math.max(1, LEAST_BYTES_A_SECOND * window.toMillis() / 1000);
        this.begun = now;
    }

    /// Takes note of `more` bytes at a time of [System#nanoTime]; true when a window is over that brought too few.
    boolean isTooSlow(long more, long now) {
        bytes += more;
        if (now - begun < window) {
            return false;
        }
        boolean isTooSlow = bytes < least * Math.max(1, (now - begun) / window);
        begun = now;
        bytes = 0;
        return isTooSlow;
    }

    /// Words for such a sender.
    String words() {
        return "it sends less than " + LEAST_BYTES_A_SECOND + " bytes a second for " + window / NANOS_A_SECOND + " s";
    }
}
