package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.VerificationException;

class SeenReleasesTest {

    @TempDir
    Path home;

    @Test
    void olderRevisionIsNeverTakenBack() throws Exception {
        seen().accept(manifest("1.0", 2, "2026-02-01T00:00:00Z"), false);

        assertThatThrownBy(() -> seen().accept(manifest("1.0", 1, "2026-03-01T00:00:00Z"), false))
                .isInstanceOf(VerificationException.class).hasMessageContaining("you have seen revision 2");
    }

    @Test
    void earlierManifestOfTheSameRevisionIsRefusedAndALaterOneTaken() throws Exception {
        seen().accept(manifest("1.0", 1, "2026-02-01T00:00:00Z"), false);
        seen().accept(manifest("1.0", 1, "2026-02-02T00:00:00Z"), false);

        assertThatThrownBy(() -> seen().accept(manifest("1.0", 1, "2026-02-01T00:00:00Z"), false))
                .isInstanceOf(VerificationException.class).hasMessageContaining("release.revision");
    }

    @Test
    void portalCannotCallAnOlderReleaseTheLatest() throws Exception {
        seen().accept(manifest("1.1", 1, "2026-02-01T00:00:00Z"), true);

        assertThatThrownBy(() -> seen().accept(manifest("1.0", 1, "2026-01-01T00:00:00Z"), true))
                .isInstanceOf(VerificationException.class).hasMessageContaining("name it: acme/tiny@1.0");
        seen().accept(manifest("1.0", 1, "2026-01-01T00:00:00Z"), false);
    }

    @Test
    void damagedRecordIsNotTakenForNone() throws Exception {
        seen().accept(manifest("1.0", 2, "2026-02-01T00:00:00Z"), false);
        Files.writeString(home.resolve("seen/acme/tiny/version-1.0.json"), "{}");

        assertThatThrownBy(() -> seen().accept(manifest("1.0", 1, "2026-01-01T00:00:00Z"), false))
                .isInstanceOf(VerificationException.class).hasMessageContaining("cannot be read");
    }

    private SeenReleases seen() {
        return new SeenReleases(home);
    }

    private static Manifest manifest(String version, int revision, String created) {
        return new Manifest(new Release("acme/tiny", version, revision, Instant.parse(created), Optional.empty()), List.of(),
                Optional.empty(), Manifest.DEFAULT_CHUNK_SIZE, List.of());
    }
}
