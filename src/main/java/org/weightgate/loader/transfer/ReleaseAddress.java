package org.weightgate.loader.transfer;

import java.util.Optional;

import org.weightgate.manifest.Release;

/// A model and a version as users write them: `NS/NAME` for the latest release or `NS/NAME@VERSION`.
public record ReleaseAddress(String model, String version) {

    private static final String LATEST = "latest";

    /// Reads what a user typed.
    public static Optional<ReleaseAddress> parse(String text) {
        int at = text.indexOf('@');
        String model = at < 0 ? text : text.substring(0, at);
        String version = at < 0 ? LATEST : text.substring(at + 1);
        boolean isValid = Release.isModelName(model) && (version.equals(LATEST) || Release.isVersion(version));
        return isValid ? Optional.of(new ReleaseAddress(model, version)) : Optional.empty();
    }

    /// Whether the portal chooses the version.
    public boolean isLatest() {
        return version.equals(LATEST);
    }

    /// Where the portal's API keeps the model.
    public String modelPath() {
        return "/api/v1/models/" + model;
    }

    /// Where the portal's API keeps the release.
    public String path() {
        return modelPath() + "/releases/" + Portal.encode(version);
    }

    @Override
    public String toString() {
        return model + "@" + version;
    }
}
