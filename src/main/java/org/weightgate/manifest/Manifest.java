package org.weightgate.manifest;

import java.util.List;
import java.util.Optional;

/// What the bytes of one release are: who released what, under which terms, and the digests of every file and chunk.
/// Holds no address and no recipient; it is signed by a [ModelSignature] and never changed afterwards.
///
/// @param chunkSize bytes in every chunk of a file but its last, from 1 to 64 MiB
public record Manifest(Release release, List<Terms> terms, Optional<ModelFacts> model, int chunkSize, List<FileEntry> files,
        Optional<SelfTest> selfTest) {

    /// The only schema this version reads and writes.
    public static final String SCHEMA = "urn:weights-manifest:1";

    /// The name of the manifest inside the release's folder.
    public static final String FILE_NAME = "weights-manifest.json";

    /// Bytes in a chunk unless the publisher chooses otherwise: 8 MiB, the part size of the object store too.
    public static final int DEFAULT_CHUNK_SIZE = 8 << 20;

    /// More bytes than this are never parsed.
    public static final int MAXIMUM_BYTES = 64 << 20;

    /// The largest integer every JSON reader holds exactly.
    public static final long MAXIMUM_SIZE = 1L << 53;

    /// A release of more files is refused.
    public static final int MAXIMUM_FILES = 100_000;

    static final int MINIMUM_CHUNK_SIZE = 1 << 20;
    static final int MAXIMUM_CHUNK_SIZE = 64 << 20;

    public Manifest {
        terms = List.copyOf(terms);
        files = List.copyOf(files);
    }

    /// A manifest without a self-test.
    public Manifest(Release release, List<Terms> terms, Optional<ModelFacts> model, int chunkSize, List<FileEntry> files) {
        this(release, terms, model, chunkSize, files, Optional.empty());
    }

    /// The same with another self-test, or none.
    public Manifest with(Optional<SelfTest> other) {
        return new Manifest(release, terms, model, chunkSize, files, other);
    }

    /// The entry of `path`, if the release has such a file.
    public Optional<FileEntry> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /// Bytes of all files together.
    public long totalSize() {
        return files.stream().mapToLong(FileEntry::size).sum();
    }
}
