package org.weightgate.loader.cli;

import org.weightgate.loader.transfer.TransferProgress;

/// Shows a transfer on the console.
record TransferDisplay(Progress progress, Output output) implements TransferProgress {

    @Override
    public void checking() {
        progress.busy("Checking what is there already");
    }

    @Override
    public void started(long total, long already) {
        progress.started(total, already);
    }

    @Override
    public void advanced(String path, long bytes) {
        progress.advanced(path, bytes);
    }

    @Override
    public void note(String sentence) {
        progress.clear();
        output.warn(sentence);
    }
}
