package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.VerificationException;

/// The newest signed manifest this user has seen of each model and version. A portal, or who stands in between, can keep a newer
/// one back, but never hand out an older one again.
public final class SeenReleases {

    private static final int RECORD_BYTES = 4096;
    private static final String NEWEST = "newest.json";

    private record Seen(String version, int revision, Instant created) {
    }

    private final Path folder;

    /// Those remembered in `userFolder`, which need not be there yet.
    public SeenReleases(Path userFolder) {
        this.folder = userFolder.resolve("seen");
    }

    /// Refuses a manifest older than one seen before, and remembers it otherwise. `asLatest` when no version was asked for by
    /// name: then the portal chose, and must not choose one from before the newest seen.
    public void accept(Manifest manifest, boolean asLatest) throws IOException, VerificationException {
        requireNotOlder(manifest);
        Release release = manifest.release();
        Optional<Seen> newest = read(file(release, NEWEST));
        boolean isNewest = newest.isEmpty() || !release.created().isBefore(newest.get().created());
        if (asLatest && !isNewest) {
            throw new VerificationException(Manifest.FILE_NAME, "release.version", "the portal calls " + release.version()
                    + " the latest, and you have seen " + newest.get().version() + ", which is newer. If that was withdrawn and"
                    + " you want this one, name it: " + release.model() + "@" + release.version(), "Nothing was fetched.");
        }
        write(ofVersion(release), release);
        if (isNewest) {
            write(file(release, NEWEST), release);
        }
    }

    /// Refuses a manifest older than one of the same version seen before.
    public void requireNotOlder(Manifest manifest) throws IOException, VerificationException {
        Release release = manifest.release();
        Optional<Seen> same = read(ofVersion(release));
        if (same.isPresent() && isOlder(release, same.get())) {
            throw new VerificationException(Manifest.FILE_NAME, "release.revision", "it is revision " + release.revision()
                    + " of " + release.created() + ", and you have seen revision " + same.get().revision() + " of "
                    + same.get().created() + " already: an older one is never taken back",
                    "Nothing was done with it. Ask the publisher.");
        }
    }

    /// A publisher may sign one revision again, with a later date.
    private static boolean isOlder(Release release, Seen seen) {
        return release.revision() < seen.revision()
                || (release.revision() == seen.revision() && release.created().isBefore(seen.created()));
    }

    private Path ofVersion(Release release) {
        return file(release, "version-" + release.version() + ".json");
    }

    private Path file(Release release, String name) {
        return folder.resolve(release.model()).resolve(name);
    }

    private static Optional<Seen> read(Path file) throws IOException, VerificationException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject json = JsonObject.parse(file.toString(), Files.readAllBytes(file), RECORD_BYTES);
            return Optional.of(new Seen(json.text("version", 256), (int) json.integer("revision", 1, Integer.MAX_VALUE),
                    Instant.parse(json.text("created", 64))));
        } catch (ManifestFormatException | DateTimeException _) {
            throw new VerificationException(file.toString(), "whole file",
                    "what you saw before of this model is noted there and cannot be read: look at it, then delete it");
        }
    }

    private static void write(Path file, Release release) throws IOException {
        PrivateFiles.createFolder(Objects.requireNonNull(file.getParent()));
        PrivateFiles.write(file, (JsonLine.of(Map.of("version", release.version(), "revision", release.revision(), "created",
                release.created().toString())) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
