package org.weightgate.grants;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Sizes and what they mean for somebody who waits for them.
final class DataSize {

    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");
    private static final long HUNDRED_MEGABITS = 12_500_000;

    private DataSize() {
    }

    static String words(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS.get(unit));
    }

    static String atHundredMegabits(long bytes) {
        Duration duration = Duration.ofSeconds(Math.ceilDiv(bytes, HUNDRED_MEGABITS));
        if (duration.toSeconds() < 90) {
            return Math.max(1, duration.toSeconds()) + " s";
        }
        if (duration.toMinutes() < 90) {
            return duration.toMinutes() + " min";
        }
        return String.format(Locale.ROOT, "%.1f h", duration.toMinutes() / 60.0);
    }
}
