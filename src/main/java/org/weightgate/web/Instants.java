package org.weightgate.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

import io.quarkus.qute.TemplateExtension;

/// Instants as pages say them: `{release.publishedAt.day}` in words, `{release.publishedAt.iso}` for the `time` element, by
/// which a script puts them into the reader's zone.
@TemplateExtension
public final class Instants {

    private static final DateTimeFormatter DAY = format("d MMMM uuuu");
    private static final DateTimeFormatter MINUTE = format("d MMM uuuu, HH:mm 'UTC'");

    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private Instants() {
    }

    public static String iso(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public static String day(Instant at) {
        return DAY.format(at);
    }

    public static String minute(Instant at) {
        return MINUTE.format(at);
    }

    /// One that this portal itself once wrote down; anything else is none, and so are years no calendar of ours reaches.
    public static Optional<Instant> written(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(at -> !at.isBefore(Instant.EPOCH) && at.isBefore(END));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }
}
