package org.weightgate.manifest;

/// One file of a release. `path` is relative with `/`; `role` says what it is for: `weights`, `config`, `tokenizer`, ...
/// `size` counts bytes; `chunkRoot` is the SHA-256 over the raw chunk digests.
public record FileEntry(String path, String role, long size, Digest sha256, Digest chunkRoot, ChunkDigests chunks) {

    /// How many bytes chunk `index` has.
    public int chunkLength(int index, int chunkSize) {
        return Math.toIntExact(Math.min(chunkSize, size - (long) index * chunkSize));
    }
}
