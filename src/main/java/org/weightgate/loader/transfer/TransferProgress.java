package org.weightgate.loader.transfer;

/// Told how far a transfer has come. Called from several threads at once.
public interface TransferProgress {

    /// Before files that are there already are hashed.
    default void checking() {
    }

    /// Before the first byte moves.
    ///
    /// @param total bytes of all files together
    /// @param already bytes that are there from before
    void started(long total, long already);

    /// After another `bytes` of `path` arrived and turned out right.
    void advanced(String path, long bytes);

    /// Something the user may want to know, such as a chunk that is fetched again.
    void note(String sentence);
}
