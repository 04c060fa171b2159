package org.weightgate.loader.transfer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;

/// An answer of any status, read whole.
final class PortalAnswer {

    static final String NAME = "the portal's answer";

    private final int status;
    private final byte[] body;
    private final String contentType;
    private final Optional<String> date;

    PortalAnswer(int status, byte[] body, String contentType, Optional<String> date) {
        this.status = status;
        this.body = body;
        this.contentType = contentType;
        this.date = date;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    boolean isJson() {
        return contentType.contains("json");
    }

    boolean isWebPage() {
        return contentType.toLowerCase(Locale.ROOT).startsWith("text/html");
    }

    JsonObject json() throws TransferException {
        try {
            return JsonObject.parse(NAME, body, Portal.ANSWER_BYTES);
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    List<JsonObject> jsonList(int most) throws TransferException {
        try {
            byte[] wrapped = ("{\"list\":" + new String(body, StandardCharsets.UTF_8) + "}").getBytes(StandardCharsets.UTF_8);
            return JsonObject.parse(NAME, wrapped, 2 * Portal.ANSWER_BYTES).objects("list", most);
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    /// When the portal said this, by its own clock.
    Optional<Instant> date() {
        try {
            return date.map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
