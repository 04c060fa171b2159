package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;

/// The portal and the token this user signed in with, in `credentials.json` (mode 0600). `WEIGHTGATE_PORTAL` and
/// `WEIGHTGATE_TOKEN` come first; a stored token is only ever used for the portal it came from.
public final class Credentials {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{8,2048}");
    private static final int MAXIMUM_BYTES = 16 << 10;

    private record Stored(PortalAddress portal, Optional<String> token) {
    }

    private final Path folder;
    private final Path file;
    private final Map<String, String> environment;

    /// Those in `userFolder`, which need not be there yet, or in `environment`.
    public Credentials(Path userFolder, Map<String, String> environment) {
        this.folder = userFolder;
        this.file = userFolder.resolve("credentials.json");
        this.environment = Map.copyOf(environment);
    }

    /// The portal to talk to: from the environment, else the one signed in to last.
    public Optional<PortalAddress> portal() throws IOException, InvalidAddressException, ManifestFormatException {
        String given = environment.getOrDefault("WEIGHTGATE_PORTAL", "");
        if (!given.isBlank()) {
            return Optional.of(PortalAddress.parse(given));
        }
        return stored().map(Stored::portal);
    }

    /// The token for `portal`.
    public Optional<String> token(PortalAddress portal) throws IOException, InvalidAddressException, ManifestFormatException {
        String given = environment.getOrDefault("WEIGHTGATE_TOKEN", "").strip();
        if (!given.isEmpty()) {
            if (!TOKEN.matcher(given).matches()) {
                throw new InvalidAddressException("WEIGHTGATE_TOKEN holds characters no token has: copy it again.");
            }
            return Optional.of(given);
        }
        return stored().filter(stored -> stored.portal().equals(portal)).flatMap(Stored::token);
    }

    /// Remembers the token in place of what was remembered before.
    public void store(PortalAddress portal, String token) throws IOException, TransferException {
        if (!TOKEN.matcher(token).matches()) {
            throw new TransferException("The portal answered with something that is no token: tell its operators.");
        }
        write(Map.of("portal", portal.toString(), "token", token));
    }

    /// Forgets the token but not the portal; returns the token there was.
    public Optional<String> forget() throws IOException, InvalidAddressException, ManifestFormatException {
        Optional<Stored> stored = stored();
        if (stored.isPresent()) {
            write(Map.of("portal", stored.get().portal().toString()));
        }
        return stored.flatMap(Stored::token);
    }

    private void write(Map<String, String> fields) throws IOException {
        PrivateFiles.createFolder(folder);
        PrivateFiles.write(file, (JsonLine.of(fields) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Stored> stored() throws IOException, InvalidAddressException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonObject.parse(file.toString(), Files.readAllBytes(file), MAXIMUM_BYTES);
            return Optional.of(new Stored(PortalAddress.parse(json.text("portal", 1024)), json.optionalText("token", 2048)));
        } catch (ManifestFormatException _) {
            throw new InvalidAddressException("What is kept of your sign-in in " + file
                    + " cannot be read: remove that file, then run 'weightgate login --portal URL'.");
        }
    }
}
