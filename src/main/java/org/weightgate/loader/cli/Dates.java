package org.weightgate.loader.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as people read them, in their own zone.
final class Dates {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);

    private Dates() {
    }

    /// `24 Dec 2026, 18:23`, or the text as it is when it is no time.
    static String of(String instant) {
        try {
            return MINUTE.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException _) {
            return instant;
        }
    }
}
