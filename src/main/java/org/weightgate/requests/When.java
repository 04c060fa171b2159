package org.weightgate.requests;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// An instant as pages show it: words for people, the exact moment for the `time` element.
public record When(Instant at) {

    private static final DateTimeFormatter DAY = format("d MMMM yyyy");
    private static final DateTimeFormatter MINUTE = format("d MMM yyyy, HH:mm 'UTC'");

    public String iso() {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public String day() {
        return DAY.format(at);
    }

    public String minute() {
        return MINUTE.format(at);
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }
}
