package org.weightgate.downloads;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

import org.weightgate.web.Network;

/// A log object, added up: how often and how much of which address, from which network, in which hour.
final class Fetches {

    static final int MOST_KINDS = 200_000;

    /// All requests that are counted together.
    record Kind(String traceId, String sha256, Instant signedAt, String mint, Instant hour, String network) {
    }

    record Sum(int requests, long bytes) {

        Sum and(Sum more) {
            return new Sum(Math.addExact(requests, more.requests), Math.addExact(bytes, more.bytes));
        }
    }

    private final String bucket;
    private final Map<Kind, Sum> sums = new HashMap<>();
    private int lines;
    private int unreadable;

    private Fetches(String bucket) {
        this.bucket = bucket;
    }

    /// Adds up a log object line by line; only what was fetched from this bucket counts.
    static Fetches of(Reader log, String bucket) throws IOException {
        var fetches = new Fetches(bucket);
        try (var reader = new BufferedReader(log)) {
            var line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    fetches.add(line.toString());
                    line.setLength(0);
                } else if (line.length() <= AccessLogLine.LONGEST) {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty()) {
                fetches.add(line.toString());
            }
        }
        return fetches;
    }

    Map<Kind, Sum> sums() {
        return sums;
    }

    int lines() {
        return lines;
    }

    int unreadable() {
        return unreadable;
    }

    private void add(String text) throws IOException {
        lines++;
        switch (AccessLogLine.read(text.strip())) {
            case AccessLogLine.Read.Fetch(var line) -> add(line);
            case AccessLogLine.Read.Unreadable _ -> unreadable++;
            case AccessLogLine.Read.Other _ -> {
            }
        }
    }

    private void add(AccessLogLine line) throws IOException {
        String network = Network.of(line.address()).map(Network::prefix).orElse("unknown");
        if (!line.bucket().equals(bucket)) {
            return;
        }
        sums.merge(
                new Kind(line.traceId(), line.sha256(), line.signedAt(), line.mint(), line.at().truncatedTo(ChronoUnit.HOURS),
                        network),
                new Sum(1, line.bytes()), Sum::and);
        if (sums.size() > MOST_KINDS) {
            throw new IOException("more than " + MOST_KINDS + " different addresses, hours and networks in one log object");
        }
    }
}
