package org.weightgate.manifest;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which release a manifest describes. `model` is `namespace/name`; `revision` grows with each manifest of one version.
public record Release(String model, String version, int revision, Instant created, Optional<Instant> expires) {

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static final String MODEL_RULE = "must be NAMESPACE/NAME, each of letters, digits and . _ - beginning with a letter or digit";
    static final String VERSION_RULE = "must be up to 64 letters, digits and . _ -, begin with a letter or digit, and not be latest or main";

    /// Whether `text` can name a model: `namespace/name`.
    public static boolean isModelName(String text) {
        return MODEL.matcher(text).matches() && !text.contains("..") && !text.contains("--") && !text.endsWith(".");
    }

    /// Whether `text` can name a version.
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches() && !text.contains("..") && !text.equals("latest") && !text.equals("main");
    }

    /// Whether the publisher's own end date lies at or before `now`.
    public boolean hasExpired(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }
}
