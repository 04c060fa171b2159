package org.weightgate.catalogue;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where bytes lie in S3: by content, but never shared between models.
public final class Blobs {

    static final String PREFIX = "models/";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern KEY = Pattern
            .compile(PREFIX + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/blobs/[0-9a-f]{64}");

    private Blobs() {
    }

    public static String key(UUID modelId, String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a SHA-256 digest is 64 lower-case hexadecimal characters");
        }
        return PREFIX + modelId + "/blobs/" + sha256;
    }

    /// The model of which this is a key, if it is one of ours.
    static Optional<UUID> model(String key) {
        Matcher matcher = KEY.matcher(key);
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }
}
