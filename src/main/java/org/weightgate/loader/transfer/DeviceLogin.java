package org.weightgate.loader.transfer;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Printable;

/// Signing in with a browser anywhere: the OAuth device authorization grant (RFC 8628).
public final class DeviceLogin {

    private static final String CLIENT = "weightgate-cli";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final int MOST_LOST = 5;

    /// What the user has to do.
    ///
    /// @param page where to type the code
    /// @param pageWithCode the same page, with the code typed in already
    /// @param userCode what to type there
    /// @param until when the code ends
    public record Prompt(String page, String pageWithCode, String userCode, Instant until) {
    }

    private final Portal portal;
    private final InstantSource clock;
    private final String deviceCode;
    private final Prompt prompt;
    private Duration interval;

    private DeviceLogin(Portal portal, InstantSource clock, String deviceCode, Prompt prompt, Duration interval) {
        this.portal = portal;
        this.clock = clock;
        this.deviceCode = deviceCode;
        this.prompt = prompt;
        this.interval = interval;
    }

    /// Asks the portal for a code.
    public static DeviceLogin begin(Portal portal, InstantSource clock) throws TransferException {
        PortalAnswer answer = portal.form("/oauth/device", Map.of("client_id", CLIENT));
        if (answer.status() != 200) {
            throw new TransferException(portal.address() + " does not offer signing in (HTTP " + answer.status()
                    + "): check that this is the portal's address.");
        }
        try {
            JsonObject json = answer.json();
            String page = requireOwn(portal, json.text("verification_uri", 1024));
            String pageWithCode = requireOwn(portal, json.optionalText("verification_uri_complete", 1024).orElse(page));
            var prompt = new Prompt(Printable.of(page, 1024), Printable.of(pageWithCode, 1024),
                    Printable.of(json.text("user_code", 64), 64),
                    clock.instant().plusSeconds(json.integer("expires_in", 1, 86_400)));
            long interval = json.names().contains("interval") ? json.integer("interval", 0, 300) : 5;
            return new DeviceLogin(portal, clock, json.text("device_code", 1024), prompt,
                    Duration.ofSeconds(Math.max(1, interval)));
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    /// A portal that shows the page of another could have its user sign it in there.
    private static String requireOwn(Portal portal, String page) throws TransferException {
        try {
            if (portal.address().isOrigin(new URI(page))) {
                return page;
            }
        } catch (URISyntaxException _) {
            throw new TransferException("The portal's page for signing in cannot be read. Tell its operators.");
        }
        throw new TransferException("The portal " + portal.address() + " wants you to sign in at " + Printable.of(page, 200)
                + ", which is another place. Give the address of the one you mean: weightgate login --portal URL.");
    }

    /// What to show to the user.
    public Prompt prompt() {
        return prompt;
    }

    /// Asks, no faster than the portal allows, until the user has decided; returns the token.
    ///
    /// @throws AccessRefusedException if the user refused, or the code expired first
    /// @throws TransferException if the portal did not answer several times in a row, or says what no portal does
    public String await() throws TransferException, AccessRefusedException {
        int lost = 0;
        while (clock.instant().isBefore(prompt.until())) {
            try {
                Thread.sleep(interval);
            } catch (InterruptedException _) {
                throw Failure.interrupted();
            }
            PortalAnswer answer;
            try {
                answer = portal.form("/oauth/token",
                        Map.of("grant_type", GRANT, "device_code", deviceCode, "client_id", CLIENT));
            } catch (TransferException broken) {
                // asking takes minutes, and asking again does no harm: RFC 8628, 3.5
                if (++lost > MOST_LOST || Thread.currentThread().isInterrupted()) {
                    throw broken;
                }
                interval = interval.plus(SLOWER);
                continue;
            }
            lost = 0;
            Optional<String> token = token(answer);
            if (token.isPresent()) {
                return token.get();
            }
        }
        throw tooLate();
    }

    /// The token, or nothing as long as the user has not decided (RFC 8628, 3.5).
    private Optional<String> token(PortalAnswer answer) throws TransferException, AccessRefusedException {
        try {
            JsonObject json = answer.json();
            if (answer.status() == 200) {
                return Optional.of(json.text("access_token", 2048));
            }
            switch (json.optionalText("error", 64).orElse("")) {
                case "authorization_pending" -> {
                }
                case "slow_down" -> interval = interval.plus(SLOWER);
                case "access_denied" -> throw new AccessRefusedException("access-denied",
                        "Signing in was refused in the browser. Run 'weightgate login' again if that was a mistake.");
                case "expired_token" -> throw tooLate();
                default -> throw new TransferException("The portal did not sign you in (HTTP " + answer.status()
                        + "). Run 'weightgate login' again.");
            }
            return Optional.empty();
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }

    private static AccessRefusedException tooLate() {
        return new AccessRefusedException("expired",
                "The code has expired before it was confirmed. Run 'weightgate login' again.");
    }
}
