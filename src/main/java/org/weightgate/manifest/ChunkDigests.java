package org.weightgate.manifest;

import java.util.Arrays;
import java.util.Base64;

/// The SHA-256 digests of a file's chunks, in order, packed 32 bytes each.
public final class ChunkDigests {

    private final byte[] packed;

    private ChunkDigests(byte[] packed) {
        if (packed.length % Digest.LENGTH != 0) {
            throw new IllegalArgumentException("packed digests have a multiple of 32 bytes, not " + packed.length);
        }
        this.packed = packed;
    }

    /// From digests one after the other.
    public static ChunkDigests ofPacked(byte[] packed) {
        return new ChunkDigests(packed.clone());
    }

    /// How many chunks a file of `size` bytes has.
    public static long count(long size, int chunkSize) {
        return Math.ceilDiv(size, (long) chunkSize);
    }

    /// How many digests.
    public int count() {
        return packed.length / Digest.LENGTH;
    }

    /// The digest of chunk `index`, counted from 0.
    public Digest get(int index) {
        int from = Math.multiplyExact(index, Digest.LENGTH);
        return Digest.of(Arrays.copyOfRange(packed, from, from + Digest.LENGTH));
    }

    /// SHA-256 over the packed digests: what an object store calls the composite checksum when its parts are our chunks.
    public Digest root() {
        return Digest.sha256(packed);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(packed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkDigests chunks && Arrays.equals(packed, chunks.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return count() + " chunks, root " + root();
    }
}
