package org.weightgate.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.ModelFacts;

/// A published release as anyone may see it.
record ReleaseFacts(String version, int revision, ReleaseState state, Instant publishedAt, @Nullable Instant withdrawnAt,
        @Nullable String withdrawnReason, String manifestSha256, String signerFingerprint, @Nullable String architecture,
        @Nullable String dtype, @Nullable Long parameters, long totalSize, List<FileFacts> files,
        @Nullable StoreCheck storeCheck) {

    /// How the portal found out, before it opened the release, that its store holds exactly these files; and where it went by
    /// the parts of files, what it found about the whole ones since.
    record StoreCheck(How how, Instant at, @Nullable WholeFiles whole) {

        enum How {
            EVERY_BYTE_READ,
            STORE_CHECKSUM
        }

        static @Nullable StoreCheck of(ReleaseCheck check) {
            Instant at = check.finishedAt();
            return check.state() == ReleaseCheck.State.PASSED && at != null
                    ? new StoreCheck(check.streamed() ? How.EVERY_BYTE_READ : How.STORE_CHECKSUM, at, WholeFiles.of(check))
                    : null;
        }

        public boolean isRead() {
            return how == How.EVERY_BYTE_READ;
        }
    }

    /// Without `at` it is still being found out; `wrong` names a file whose SHA-256 is not what the manifest says.
    record WholeFiles(@Nullable Instant at, @Nullable String wrong) {

        static @Nullable WholeFiles of(ReleaseCheck check) {
            return check.whole() == null ? null : new WholeFiles(check.wholeAt(), check.wholeDetail());
        }
    }

    record FileFacts(String path, String role, long size, String sha256) {
    }

    public boolean runs() {
        return ModelFacts.areForLoader(architecture, dtype);
    }

    static ReleaseFacts of(Release release, Optional<ReleaseCheck> check) {
        return new ReleaseFacts(release.version(), release.revision(), release.state(),
                Objects.requireNonNull(release.publishedAt(), "not published"), release.withdrawnAt(),
                release.withdrawnReason(), release.manifestSha256(), release.signerFingerprint(), release.architecture(),
                release.dtype(), release.parameters(), release.totalSize(),
                release.files().stream().map(file -> new FileFacts(file.path(), file.role(), file.size(), file.sha256()))
                        .toList(),
                check.map(StoreCheck::of).orElse(null));
    }
}
