package org.weightgate.catalogue;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// A model as those who publish it see it, with its drafts.
public record PublisherView(String fullName, String summary, boolean owned, List<Row> releases) {

    /// One version and where it stands.
    public record Row(String version, ReleaseState state, Instant createdAt, @Nullable Instant publishedAt,
            @Nullable Instant withdrawnAt, @Nullable String withdrawnReason, int files, long totalSize) {

        static Row of(Release release) {
            return new Row(release.version(), release.state(), release.createdAt(), release.publishedAt(),
                    release.withdrawnAt(), release.withdrawnReason(), release.files().size(), release.totalSize());
        }

        public boolean isDraft() {
            return state == ReleaseState.DRAFT;
        }

        public boolean isOpen() {
            return state == ReleaseState.PUBLISHED;
        }
    }
}
