package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/// Passwords between the parts, made once per data folder.
record Secrets(String database, String keycloakAdmin, String storage, String state, String tokens, String place,
        String bounces) {

    /// The demo realm's client secret: known to everyone, refused in production.
    static final String CLIENT = "demo-client-secret-not-for-production";

    static Secrets of(Path file) throws IOException {
        var kept = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                kept.load(in);
            }
        }
        boolean complete = true;
        for (String name : new String[] { "database", "keycloak-admin", "storage", "state", "tokens", "place", "bounces" }) {
            complete &= kept.putIfAbsent(name, fresh()) != null;
        }
        if (!complete) {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var out = Files.newBufferedWriter(file)) {
                kept.store(out, null);
            }
        }
        return new Secrets(kept.getProperty("database"), kept.getProperty("keycloak-admin"), kept.getProperty("storage"),
                kept.getProperty("state"), kept.getProperty("tokens"), kept.getProperty("place"),
                kept.getProperty("bounces"));
    }

    private static String fresh() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
