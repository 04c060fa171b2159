package org.weightgate.manifest;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/// Files that were verified before and have not been written to since, so that they need not be hashed again. It must be kept
/// where only its owner can write.
public interface KnownFiles {

    /// Knows nothing and keeps nothing: every byte is hashed.
    KnownFiles NONE = new KnownFiles() {
        @Override
        public Set<FileEntry> among(Digest manifest, Map<FileEntry, FileIdentity> files) {
            return Set.of();
        }

        @Override
        public void add(Digest manifest, Map<FileEntry, FileIdentity> files) {
        }
    };

    /// Those of `files` of the release with this manifest whose chunks were all right in the file with the identity beside them.
    /// Asked once for a release, which may have many.
    Set<FileEntry> among(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException;

    /// Remembers that they were.
    void add(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException;
}
