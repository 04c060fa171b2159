package org.weightgate.catalogue;

import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;

/// Where the bytes of one file go. Without an `uploadId` it is one plain PUT.
record UploadPlan(String sha256, long size, long partSize, @Nullable String uploadId, List<Part> parts) {

    /// S3 takes smaller parts only at the end.
    private static final long SMALLEST_PART = 5L << 20;
    private static final long USUAL_PART = 8L << 20;
    private static final int MOST_PARTS = 10_000;

    /// `length` bytes from `offset` go to `url`, with the header `x-amz-checksum-sha256` where there is a `checksum`. A part
    /// with an `etag` has arrived already.
    record Part(int number, @Nullable String url, long offset, long length, @Nullable String checksum, @Nullable String etag) {
    }

    UploadPlan {
        parts = List.copyOf(parts);
    }

    /// The manifest's chunk where S3 takes such parts, so that the store's composite checksum is the file's chunk root; else
    /// 8 MiB, doubled until the file has at most ten thousand parts.
    static long partSize(long size, long chunkSize) {
        if (chunkSize >= SMALLEST_PART && Math.ceilDiv(size, chunkSize) <= MOST_PARTS) {
            return chunkSize;
        }
        long part = USUAL_PART;
        while (Math.ceilDiv(size, part) > MOST_PARTS) {
            part *= 2;
        }
        return part;
    }

    /// The SHA-256 of part `index` as S3 writes it, when the manifest tells.
    static @Nullable String checksum(FileEntry file, long chunkSize, long partSize, int index) {
        if (file.size() <= partSize) {
            return base64(file.sha256());
        }
        return partSize == chunkSize ? base64(file.chunks().get(index)) : null;
    }

    /// What S3 says the SHA-256 of the whole object is: of its bytes, or for parts the digest over their digests and their
    /// number.
    static @Nullable String objectChecksum(FileEntry file, long chunkSize, long partSize) {
        if (file.size() <= partSize) {
            return base64(file.sha256());
        }
        return partSize == chunkSize ? base64(file.chunkRoot()) + "-" + file.chunks().count() : null;
    }

    private static String base64(Digest digest) {
        return Base64.getEncoder().encodeToString(digest.bytes());
    }
}
