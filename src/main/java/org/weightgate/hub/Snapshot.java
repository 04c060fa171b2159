package org.weightgate.hub;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.ReleaseState;
import org.weightgate.downloads.ReleaseName;

/// A release in the words of a hub: a commit of a repository. The commit is named by the signed manifest's digest, so it is the
/// same everywhere and for ever: `sha256sum weights-manifest.json | cut -c1-40`.
record Snapshot(UUID model, String namespace, String repository, UUID release, String version, String commit,
        String manifestSha256, boolean withdrawn, Instant at, @Nullable String architecture, @Nullable String dtype,
        @Nullable Long parameters) {

    static final int COMMIT_LENGTH = 40;

    static Snapshot of(Model model, Release release) {
        return new Snapshot(model.id(), model.namespace(), model.name(), release.id(), release.version(), commit(release),
                release.manifestSha256(), release.state() == ReleaseState.WITHDRAWN,
                Objects.requireNonNull(release.publishedAt(), "not published"), release.architecture(), release.dtype(),
                release.parameters());
    }

    static String commit(Release release) {
        return release.manifestSha256().substring(0, COMMIT_LENGTH);
    }

    String name() {
        return namespace + "/" + repository;
    }

    ReleaseName releaseName() {
        return new ReleaseName(namespace, repository, version);
    }
}
