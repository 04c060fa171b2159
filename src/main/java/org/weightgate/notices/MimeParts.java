package org.weightgate.notices;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A message from outside, taken apart without believing it: a bounded number of parts, of headers and of levels, each
/// character one byte until a part is decoded.
record MimeParts(Map<String, List<String>> headers, String body) {

    private static final int MOST_HEADERS = 300;
    private static final int MOST_PARTS = 40;
    private static final int DEEPEST = 4;
    private static final Pattern PARAMETER = Pattern.compile(";\\s*([a-z-]{1,40})=(?:\"([^\"]{0,200})\"|([^;\\s\"]{1,200}))",
            Pattern.CASE_INSENSITIVE);

    static MimeParts of(byte[] message) {
        return of(new String(message, StandardCharsets.ISO_8859_1).replace("\r\n", "\n"));
    }

    private static MimeParts of(String message) {
        if (message.startsWith("\n")) {
            return new MimeParts(Map.of(), message.substring(1));
        }
        int end = message.indexOf("\n\n");
        String head = end < 0 ? message : message.substring(0, end);
        return new MimeParts(fields(head), end < 0 ? "" : message.substring(end + 2));
    }

    /// `Name: value` lines, folded ones put together; names in lower case.
    static Map<String, List<String>> fields(String head) {
        var fields = new LinkedHashMap<String, List<String>>();
        int count = 0;
        String name = "";
        for (String line : head.split("\n", -1)) {
            if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
                List<String> values = fields.get(name);
                if (values != null) {
                    values.add(values.removeLast() + " " + line.strip());
                }
                continue;
            }
            int colon = line.indexOf(':');
            if (colon > 0 && ++count <= MOST_HEADERS) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.substring(colon + 1).strip());
            } else {
                name = "";
            }
        }
        return fields;
    }

    Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /// Such as `multipart/report`, in lower case.
    String type() {
        return header("content-type").orElse("text/plain").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /// The first part of one of these types, however it is wrapped.
    Optional<MimeParts> find(List<String> types) {
        return find(types, 0);
    }

    private Optional<MimeParts> find(List<String> types, int depth) {
        if (types.contains(type())) {
            return Optional.of(this);
        }
        if (depth == DEEPEST || !type().startsWith("multipart/")) {
            return Optional.empty();
        }
        for (MimeParts part : parts()) {
            Optional<MimeParts> found = part.find(types, depth + 1);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<MimeParts> parts() {
        Optional<String> boundary = parameter("boundary").filter(word -> !word.isEmpty());
        if (boundary.isEmpty()) {
            return List.of();
        }
        var parts = new ArrayList<MimeParts>();
        String mark = "\n--" + boundary.get();
        String text = "\n" + body;
        int at = text.indexOf(mark);
        while (at >= 0 && parts.size() < MOST_PARTS) {
            int line = text.indexOf('\n', at + mark.length());
            if (line < 0 || text.startsWith("--", at + mark.length())) {
                break;
            }
            int next = text.indexOf(mark, line);
            parts.add(of(text.substring(line + 1, next < 0 ? text.length() : Math.max(line + 1, next))));
            at = next;
        }
        return parts;
    }

    private Optional<String> parameter(String name) {
        var parameters = PARAMETER.matcher(header("content-type").orElse(""));
        while (parameters.find()) {
            if (parameters.group(1).equalsIgnoreCase(name)) {
                return Optional.ofNullable(parameters.group(2) == null ? parameters.group(3) : parameters.group(2));
            }
        }
        return Optional.empty();
    }

    /// The body as text, decoded; what is not what it says it is stays as it came.
    String text() {
        byte[] raw = body.getBytes(StandardCharsets.ISO_8859_1);
        byte[] decoded = switch (header("content-transfer-encoding").orElse("").toLowerCase(Locale.ROOT)) {
            case "base64" -> base64(raw);
            case "quoted-printable" -> quotedPrintable(raw);
            default -> raw;
        };
        return new String(decoded, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static byte[] base64(byte[] raw) {
        try {
            return Base64.getMimeDecoder().decode(raw);
        } catch (IllegalArgumentException _) {
            return raw;
        }
    }

    private static byte[] quotedPrintable(byte[] raw) {
        var out = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '=') {
                out[length++] = raw[i];
            } else if (i + 1 < raw.length && raw[i + 1] == '\n') {
                i++;
            } else if (i + 2 < raw.length && Character.digit(raw[i + 1], 16) >= 0 && Character.digit(raw[i + 2], 16) >= 0) {
                out[length++] = (byte) (Character.digit(raw[i + 1], 16) * 16 + Character.digit(raw[i + 2], 16));
                i += 2;
            } else {
                out[length++] = raw[i];
            }
        }
        return Arrays.copyOf(out, length);
    }
}
