package org.weightgate.downloads;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of an S3 server access log, as far as it tells who fetched which bytes. Lines are written by strangers in part
/// (request, referrer, user agent), so only what the store itself accepted counts: a GET that answered 200 or 206 had a
/// good signature, and that covers the trace id, the object, the time of signing and the
/// address's own number.
///
/// Format: [Amazon S3 server access log format](https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html).
record AccessLogLine(String bucket, Instant at, String address, String sha256, String traceId, String mint,
        Instant signedAt, long bytes) {

    static final int LONGEST = 16 * 1024;

    private static final Pattern FIELDS = Pattern.compile(
            "(?<owner>[^ ]+) (?<bucket>[^ ]+) \\[(?<time>[^\\]]{20,40})\\] (?<address>[^ ]+) (?<requester>[^ ]+) (?<id>[^ ]+) "
                    + "(?<operation>[^ ]+) (?<key>[^ ]+) \"(?<request>[^ ]+ [^ ]+ [^ \"]+|-)\" (?<status>[0-9]{3}|-) (?<error>[^ ]+) "
                    + "(?<bytes>[0-9]{1,18}|-) .*");
    private static final Pattern BLOB = Pattern.compile("models/[0-9a-f-]{36}/blobs/(?<sha256>[0-9a-f]{64})");
    private static final Pattern TRACE = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern MINT = Pattern.compile("[0-9a-f]{16}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final DateTimeFormatter SIGNED = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT);

    sealed interface Read {

        record Fetch(AccessLogLine line) implements Read {
        }

        /// A good line about something else.
        record Other() implements Read {
        }

        record Unreadable() implements Read {
        }
    }

    static Read read(String text) {
        if (text.length() > LONGEST) {
            return new Read.Unreadable();
        }
        Matcher fields = FIELDS.matcher(text);
        if (!fields.matches()) {
            return new Read.Unreadable();
        }
        boolean gave = fields.group("operation").equals("REST.GET.OBJECT")
                && (fields.group("status").equals("200") || fields.group("status").equals("206"));
        if (!gave || fields.group("bytes").equals("-")) {
            return new Read.Other();
        }
        try {
            return fetch(fields).<Read> map(Read.Fetch::new).orElseGet(Read.Other::new);
        } catch (DateTimeException | IllegalArgumentException _) {
            return new Read.Unreadable();
        }
    }

    private static Optional<AccessLogLine> fetch(Matcher fields) {
        Matcher blob = BLOB.matcher(URLDecoder.decode(fields.group("key"), StandardCharsets.UTF_8));
        Map<String, String> query = query(fields.group("request").split(" ", 3)[1]);
        String trace = query.getOrDefault(S3WeightStore.TRACE_PARAMETER, "");
        String signed = query.getOrDefault("X-Amz-Date", "");
        String mint = query.getOrDefault(S3WeightStore.MINT_PARAMETER, "");
        if (!blob.matches() || !TRACE.matcher(trace).matches() || signed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AccessLogLine(fields.group("bucket"),
                ZonedDateTime.parse(fields.group("time"), TIME).toInstant(), fields.group("address"), blob.group("sha256"),
                trace, MINT.matcher(mint).matches() ? mint : "", ZonedDateTime.parse(signed, SIGNED).toInstant(),
                Long.parseLong(fields.group("bytes"))));
    }

    /// A name that is there twice counts for nothing: two readers could take different ones.
    private static Map<String, String> query(String uri) {
        var values = new HashMap<String, String>();
        int start = uri.indexOf('?');
        if (start < 0) {
            return values;
        }
        for (String pair : uri.substring(start + 1).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String value = parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
            values.merge(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), value, (_, _) -> "");
        }
        return values;
    }
}
