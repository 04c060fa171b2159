package org.weightgate.notices;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Reads what came back: a delivery status notification (RFC 3464), or something else.
final class DeliveryReport {

    /// More of a message than this is never looked at.
    static final int LONGEST = 256 * 1024;

    private static final int MOST_RECIPIENTS = 50;
    private static final List<String> REPORTS = List.of("message/delivery-status", "message/global-delivery-status");
    private static final List<String> RECIPIENT_HEADERS = List.of("x-original-to", "delivered-to", "envelope-to",
            "x-envelope-to", "x-delivered-to", "to");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>,;:\"()]{1,64}@[^\\s<>,;:\"()]{1,255}");
    private static final Pattern STATUS = Pattern.compile("\\b([245]\\.[0-9]{1,3}\\.[0-9]{1,3})\\b");
    private static final Pattern CODE = Pattern.compile("\\b([245])[0-9]{2}\\b");

    private final MimeParts message;

    private DeliveryReport(MimeParts message) {
        this.message = message;
    }

    static DeliveryReport of(byte[] message) {
        return new DeliveryReport(MimeParts.of(message));
    }

    /// The mail it came back for; nothing if nobody who got one of our mails can have caused it.
    Optional<UUID> mail(BounceAddresses ours) {
        return RECIPIENT_HEADERS.stream().flatMap(name -> message.headers().getOrDefault(name, List.of()).stream().limit(20))
                .flatMap(value -> ADDRESS.matcher(value).results().limit(50).map(found -> found.group()))
                .flatMap(address -> ours.mail(address).stream()).findFirst();
    }

    Returned read() {
        if (!message.type().equals("multipart/report")) {
            return new Returned.Other();
        }
        return message.find(REPORTS).map(MimeParts::text).map(DeliveryReport::read).orElseGet(Returned.Other::new);
    }

    private static Returned read(String report) {
        var all = new ArrayList<Returned>();
        String[] groups = report.split("\n[ \t]*\n", MOST_RECIPIENTS + 2);
        for (String group : groups) {
            all.add(recipient(MimeParts.fields(group)));
        }
        return all.stream().filter(Returned.Failed.class::isInstance).findFirst()
                .or(() -> all.stream().filter(Returned.Delayed.class::isInstance).findFirst())
                .orElseGet(Returned.Other::new);
    }

    private static Returned recipient(Map<String, List<String>> fields) {
        String said = words(first(fields, "diagnostic-code"), first(fields, "status"));
        return switch (first(fields, "action").split("[\\s(;]", 2)[0].toLowerCase(Locale.ROOT)) {
            case "failed" -> new Returned.Failed(said, deadAddress(first(fields, "status"), first(fields, "diagnostic-code")));
            case "delayed" -> new Returned.Delayed(said);
            default -> new Returned.Other();
        };
    }

    /// A report may say 5.0.0 and only in its diagnostic what is really meant.
    private static boolean deadAddress(String status, String diagnostic) {
        var precise = STATUS.matcher(diagnostic);
        if (precise.find()) {
            return SmtpReply.deadAddress(precise.group(1));
        }
        var code = CODE.matcher(diagnostic);
        if (SmtpReply.deadAddress(status.split("[\\s(]", 2)[0])) {
            return !code.find() || code.group(1).equals("5");
        }
        return false;
    }

    private static String words(String diagnostic, String status) {
        String after = diagnostic.replaceFirst("^[A-Za-z0-9-]{1,30}\\s*;\\s*", "");
        String words = MailText.line(after);
        return words.isEmpty() ? MailText.line(status) : words;
    }

    private static String first(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of("")).getFirst();
    }
}
