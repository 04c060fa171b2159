package org.weightgate.grants;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A date as people write it. The zone is UTC: the reader's own is not known here.
final class Day {

    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK)
            .withZone(ZoneOffset.UTC);

    private Day() {
    }

    static String of(Instant instant) {
        return WRITTEN.format(instant);
    }
}
