package org.weightgate.manifest;

import java.io.IOException;

/// Files that were verified before and have not been written to since, so that they need not be hashed again. It must be kept
/// where only its owner can write.
public interface KnownFiles {

    /// Knows nothing and keeps nothing: every byte is hashed.
    KnownFiles NONE = new KnownFiles() {
        @Override
        public boolean contains(Digest manifest, FileEntry file, FileIdentity identity) {
            return false;
        }

        @Override
        public void add(Digest manifest, FileEntry file, FileIdentity identity) {
        }
    };

    /// Whether all chunks of `file` of the release with this manifest were right in the file with this identity.
    boolean contains(Digest manifest, FileEntry file, FileIdentity identity) throws IOException;

    /// Remembers that they were.
    void add(Digest manifest, FileEntry file, FileIdentity identity) throws IOException;
}
