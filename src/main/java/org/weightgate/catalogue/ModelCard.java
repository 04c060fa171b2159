package org.weightgate.catalogue;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// A model in the list of all; without a version it has no open release yet.
record ModelCard(String namespace, String name, String summary, String terms, @Nullable String version,
        @Nullable Long totalSize, @Nullable Instant publishedAt) {

    public String fullName() {
        return namespace + "/" + name;
    }
}
