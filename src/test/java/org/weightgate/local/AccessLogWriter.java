package org.weightgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// Writes what the S3 server answered the way Amazon's does: lines of its server access log, collected into objects of a
/// bucket of their own.
final class AccessLogWriter {
    /// What the server has to say of a request, in this order, separated by tabs.
    static final String FORMAT = "%{client}a\t%m\t%r\t%s\t%O\t%{ms}T\t%{User-Agent}i";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Path bucket;
    private final Path folder;
    private final Clock clock;
    private final List<String> lines = new ArrayList<>();

    AccessLogWriter(Path folder, Path bucket, Clock clock) {
        this.folder = folder;
        this.bucket = bucket;
        this.clock = clock;
    }

    synchronized void write(String answered) {
        String line = line(answered, clock.instant());
        if (!line.isEmpty()) {
            lines.add(line);
        }
    }

    /// Makes an object of what came since the last time.
    synchronized void flush() {
        if (lines.isEmpty()) {
            return;
        }
        String name = NAME.format(clock.instant()) + "-" + random();
        try {
            Path fresh = Files.write(folder.resolve(name), lines, StandardCharsets.UTF_8);
            Files.move(fresh, bucket.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            lines.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One line of the log; nothing for a request about the log itself or about no bucket.
    private String line(String answered, Instant at) {
        String[] fields = answered.split("\t", 7);
        String[] request = fields[2].split(" ", -1);
        String path = request.length < 2 ? "" : request[1].replaceFirst("\\?.*", "");
        String[] parts = path.split("/", 3);
        if (parts.length < 2 || parts[1].isEmpty() || parts[1].equals(bucket.getFileName().toString())) {
            return "";
        }
        boolean object = parts.length == 3 && !parts[2].isEmpty();
        boolean good = fields[3].startsWith("2");
        return String.join(" ", "weightgate", parts[1], "[" + TIME.format(at) + "]", fields[0], "-", random(),
                "REST." + fields[1] + (object ? ".OBJECT" : ".BUCKET"), object ? parts[2] : "-", quoted(fields[2]), fields[3],
                good ? "-" : "AccessDenied", number(fields[4]), "-", number(fields[5]), "-", "\"-\"",
                quoted(fields.length > 6 ? fields[6] : "-"), "-", "-", "SigV4", "-", "QueryString", "-", "-", "-", "-");
    }

    private static String number(String field) {
        return field.equals("0") || !field.chars().allMatch(Character::isDigit) ? "-" : field;
    }

    private static String quoted(String field) {
        return "\"" + field.replaceAll("[\"\\p{Cntrl}]", "?") + "\"";
    }

    private static String random() {
        byte[] bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
