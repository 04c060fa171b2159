package org.weightgate.manifest;

/// Told how far hashing has come. Called from several threads at once.
public interface VerifyProgress {

    /// Tells nobody.
    VerifyProgress NONE = new VerifyProgress() {
        @Override
        public void started(long totalBytes) {
        }

        @Override
        public void advanced(String path, long bytes) {
        }
    };

    /// Before the first byte is read.
    void started(long totalBytes);

    /// After another `bytes` of `path` turned out right.
    void advanced(String path, long bytes);
}
