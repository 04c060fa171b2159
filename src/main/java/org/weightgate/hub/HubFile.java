package org.weightgate.hub;

import org.weightgate.catalogue.WeightFile;

/// A file of a snapshot. What is small and no weights is answered by the portal and named by git; everything else lies in the
/// store and is named by its SHA-256.
record HubFile(String path, long size, String sha256, Kind kind) {

    enum Kind {
        LARGE,
        SMALL,
        MANIFEST,
        SIGNATURE
    }

    private static final long SMALL_UP_TO = 1 << 20;

    static HubFile of(WeightFile file) {
        boolean small = !file.role().equals("weights") && file.size() <= SMALL_UP_TO;
        return new HubFile(file.path(), file.size(), file.sha256(), small ? Kind.SMALL : Kind.LARGE);
    }

    boolean isLarge() {
        return kind == Kind.LARGE;
    }
}
