package org.weightgate.catalogue;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// Where the bytes of one file go. Without an `uploadId` it is one plain PUT.
record UploadPlan(String sha256, long size, long partSize, @Nullable String uploadId, List<Part> parts) {

    private static final long SMALLEST_PART = 8L << 20;
    private static final int MOST_PARTS = 1000;

    /// `length` bytes from `offset` go to `url`.
    record Part(int number, String url, long offset, long length) {
    }

    UploadPlan {
        parts = List.copyOf(parts);
    }

    /// 8 MiB, doubled until the file has at most a thousand parts.
    static long partSize(long size) {
        long part = SMALLEST_PART;
        while ((size + part - 1) / part > MOST_PARTS) {
            part *= 2;
        }
        return part;
    }
}
