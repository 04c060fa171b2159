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
import org.weightgate.manifest.Printable;

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

    /// Throws what a caller has to know of an answer that is no success.
    ///
    /// @param portal who answered
    /// @param knewUs whether it has accepted our token before
    void requireSuccess(PortalAddress portal, boolean knewUs) throws TransferException, AccessRefusedException {
        if (status == 407) {
            throw new TransferException("A proxy on the way to " + portal + " wants somebody to sign in (HTTP 407). Ask your"
                    + " network's people, or name another proxy in HTTPS_PROXY.");
        }
        if (status == 413) {
            throw new AccessRefusedException("too-large", "This is larger than the portal " + portal + " or a proxy before it"
                    + " takes (HTTP 413). Ask whoever runs it to raise its limit.");
        }
        if (status < 500 && status != 401 && isWebPage()) {
            throw new TransferException(portal + " answered with a web page (HTTP " + status + "). Check the portal's address,"
                    + " and whether this network wants a sign-in in the browser first.");
        }
        if (status >= 200 && status < 300) {
            return;
        }
        if (status >= 400 && status < 500 && status != 401 && !Backoff.isWorthTrying(status)
                && said("reason").isEmpty()) {
            throw new TransferException(portal + " answered HTTP " + status + " and no reason, as no portal does: check its"
                    + " address.");
        }
        String reason = said("reason").orElse(status == 401 ? "signed-out" : "http-" + status);
        String detail = said("detail").or(() -> said("title")).orElse("");
        if (status == 401 && knewUs) {
            throw new AccessRefusedException(reason, "Your sign-in at " + portal
                    + " ended meanwhile. Run 'weightgate login', or"
                    + " set a new WEIGHTGATE_TOKEN (a job exchanges its identity again), and give the same command once more: it"
                    + " goes on where it stopped.");
        }
        if (status == 401) {
            throw new AccessRefusedException(reason,
                    "The portal " + portal + " does not know you: run 'weightgate login', or set a"
                            + " WEIGHTGATE_TOKEN that is still valid.");
        }
        if (status >= 400 && status < 500 && (!Backoff.isWorthTrying(status) || isQuota())) {
            throw new AccessRefusedException(reason, (detail.isEmpty() ? "The portal refused (HTTP " + status + ")." : detail)
                    + (reason.startsWith("http-") ? "" : " [" + reason + "]"));
        }
        if (status >= 300 && status < 400) {
            throw new TransferException("The portal wants to send this elsewhere (HTTP " + status
                    + "), which is never followed: check the portal's address.");
        }
        throw new NoPortalException("The portal has a problem (HTTP " + status + (detail.isEmpty() ? "" : ": " + detail)
                + "). Try again in a moment, and tell its operators if it stays.");
    }

    /// Waiting a moment does not bring back what a quota allows.
    boolean isQuota() {
        return said("reason").filter(reason -> reason.startsWith("quota")).isPresent();
    }

    /// What a refusal says under this name, as text that may be shown.
    Optional<String> said(String name) {
        if (!isJson()) {
            return Optional.empty();
        }
        try {
            return json().optionalText(name, 4000).map(text -> Printable.of(text, 1000)).filter(text -> !text.isBlank());
        } catch (TransferException | ManifestFormatException _) {
            return Optional.empty();
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
