package org.weightgate.web;

import java.time.Duration;
import java.util.Locale;

import io.quarkus.qute.TemplateExtension;

/// Sizes as pages say them: `{file.size.inBinaryUnits}` and how long that takes at 100 Mbit/s: `{total.downloadTime}`.
@TemplateExtension
public final class Sizes {

    private static final String[] UNITS = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    private static final long BYTES_PER_SECOND = 100_000_000 / 8;

    private Sizes() {
    }

    public static String inBinaryUnits(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double value = bytes / (double) (1L << (unit * 10));
        return String.format(Locale.ROOT, value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String downloadTime(long bytes) {
        Duration time = Duration.ofSeconds(bytes / BYTES_PER_SECOND);
        if (time.toSeconds() < 60) {
            return "under a minute at 100 Mbit/s";
        }
        if (time.toMinutes() < 120) {
            return "about " + time.toMinutes() + " min at 100 Mbit/s";
        }
        return "about " + Math.round(time.toMinutes() / 60.0) + " h at 100 Mbit/s";
    }
}
