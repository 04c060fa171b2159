package org.weightgate.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what our own mails are made of: headers, text and HTML, in parts, base64 or quoted-printable.
final class MimeText {
    private static final Pattern ENCODED = Pattern.compile("=\\?([^?]+)\\?([bBqQ])\\?([^?]*)\\?=(?:\\s+(?==\\?))?");
    private static final Pattern PARAMETER = Pattern.compile(";\\s*([a-zA-Z*]+)=(?:\"([^\"]*)\"|([^;\\s]+))");
    private static final int DEEPEST = 8;

    private final Map<String, String> headers;
    private String text = "";
    private String html = "";

    private MimeText(String message) {
        headers = headers(head(message));
        read(message, 0);
    }

    static MimeText of(String message) {
        return new MimeText(message.replace("\r\n", "\n"));
    }

    String header(String name) {
        return decodedWords(headers.getOrDefault(name, ""));
    }

    String text() {
        return text;
    }

    String html() {
        return html;
    }

    private void read(String part, int depth) {
        Map<String, String> partHeaders = headers(head(part));
        String type = partHeaders.getOrDefault("content-type", "text/plain");
        String body = part.substring(Math.min(part.length(), head(part).length() + 2));
        if (type.toLowerCase(Locale.ROOT).startsWith("multipart/") && depth < DEEPEST) {
            String[] pieces = ("\n" + body).split(Pattern.quote("\n--" + parameter(type, "boundary")), -1);
            for (int i = 1; i < pieces.length && !pieces[i].startsWith("--"); i++) {
                read(pieces[i].substring(pieces[i].indexOf('\n') + 1), depth + 1);
            }
            return;
        }
        String content = decoded(body, partHeaders.getOrDefault("content-transfer-encoding", ""),
                charset(parameter(type, "charset")));
        if (type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
            html = html.isEmpty() ? content : html;
        } else if (type.toLowerCase(Locale.ROOT).startsWith("text/plain")) {
            text = text.isEmpty() ? content : text;
        }
    }

    private static String head(String part) {
        if (part.startsWith("\n")) {
            return "";
        }
        int end = part.indexOf("\n\n");
        return end < 0 ? part : part.substring(0, end);
    }

    private static Map<String, String> headers(String head) {
        var headers = new LinkedHashMap<String, String>();
        for (String line : head.replaceAll("\n[ \t]+", " ").split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static String parameter(String header, String name) {
        Matcher parameters = PARAMETER.matcher(header);
        while (parameters.find()) {
            if (parameters.group(1).equalsIgnoreCase(name)) {
                return parameters.group(2) == null ? parameters.group(3) : parameters.group(2);
            }
        }
        return "";
    }

    private static String decodedWords(String value) {
        return ENCODED.matcher(value).replaceAll(word -> Matcher.quoteReplacement(
                new String(word.group(2).equalsIgnoreCase("b") ? base64(word.group(3))
                        : quotedPrintable(word.group(3).replace('_', ' ')), charset(word.group(1)))));
    }

    private static String decoded(String body, String encoding, Charset charset) {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> new String(base64(body), charset);
            case "quoted-printable" -> new String(quotedPrintable(body.replaceAll("=[ \t]*\n", "")), charset);
            default -> body;
        };
    }

    private static byte[] base64(String text) {
        return Base64.getMimeDecoder().decode(text.replaceAll("[^A-Za-z0-9+/]", ""));
    }

    private static byte[] quotedPrintable(String text) {
        var out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '=' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                out.write(bytes[i]);
            } else {
                out.write(high * 16 + low);
                i += 2;
            }
        }
        return out.toByteArray();
    }

    private static Charset charset(String name) {
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (UnsupportedCharsetException | IllegalCharsetNameException _) {
            return StandardCharsets.UTF_8;
        }
    }
}
