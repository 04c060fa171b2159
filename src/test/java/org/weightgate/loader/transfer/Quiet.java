package org.weightgate.loader.transfer;

/// Nobody looks.
final class Quiet implements TransferProgress {

    @Override
    public void started(long total, long already) {
        // nobody looks
    }

    @Override
    public void advanced(String path, long bytes) {
        // nobody looks
    }

    @Override
    public void note(String sentence) {
        // nobody looks
    }
}
