package org.weightgate.bench;

import java.util.Arrays;
import java.util.Locale;

/// Measured times, in nanoseconds, added by many threads.
final class Latencies {

    private long[] all = new long[1024];
    private int count;

    synchronized void add(long nanos) {
        if (count == all.length) {
            all = Arrays.copyOf(all, count * 2);
        }
        all[count++] = nanos;
    }

    synchronized int count() {
        return count;
    }

    /// The time that `share` of all stayed below, in milliseconds.
    synchronized double milliseconds(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(all, count);
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) Math.ceil(share * count) - 1 < 0 ? 0 : (int) Math.ceil(share * count) - 1)]
                / 1e6;
    }

    static String words(double milliseconds) {
        return String.format(Locale.ROOT, milliseconds < 10 ? "%.1f" : "%.0f", milliseconds);
    }
}
