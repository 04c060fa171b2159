package org.weightgate.hub;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Instants as every version of the clients reads them: with milliseconds, always.
final class HubTime {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HubTime() {
    }

    static String of(Instant at) {
        return FORMAT.format(at);
    }
}
