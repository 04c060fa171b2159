package org.weightgate.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/// A published release as anyone may see it.
record ReleaseFacts(String version, int revision, ReleaseState state, Instant publishedAt, @Nullable Instant withdrawnAt,
        @Nullable String withdrawnReason, String manifestSha256, String signerFingerprint, @Nullable String architecture,
        @Nullable String dtype, @Nullable Long parameters, long totalSize, List<FileFacts> files) {

    record FileFacts(String path, String role, long size, String sha256) {
    }

    static ReleaseFacts of(Release release) {
        return new ReleaseFacts(release.version(), release.revision(), release.state(),
                Objects.requireNonNull(release.publishedAt(), "not published"), release.withdrawnAt(),
                release.withdrawnReason(), release.manifestSha256(), release.signerFingerprint(), release.architecture(),
                release.dtype(), release.parameters(), release.totalSize(),
                release.files().stream().map(file -> new FileFacts(file.path(), file.role(), file.size(), file.sha256()))
                        .toList());
    }
}
