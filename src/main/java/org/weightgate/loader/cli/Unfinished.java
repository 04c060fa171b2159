package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.weightgate.loader.transfer.UnfinishedDownload;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.VerificationException;

/// Says of a folder that a download has not filled yet how to go on, where the rest would only miss the signature.
final class Unfinished {

    private Unfinished() {
    }

    static void refuse(Path folder) throws IOException, VerificationException {
        Optional<UnfinishedDownload> found = UnfinishedDownload.in(folder);
        if (found.isPresent()) {
            throw new VerificationException(ModelSignature.FILE_NAME, "whole file",
                    "it is not there yet, because the download into this folder is not finished", next(found.get(), folder));
        }
    }

    private static String next(UnfinishedDownload unfinished, Path folder) {
        return unfinished.release()
                .map(release -> "What is there is kept; go on with: weightgate download " + release + " --to " + word(folder))
                .orElse("What is there is kept; go on with the same weightgate download.");
    }

    /// As a shell takes it for one word.
    private static String word(Path folder) {
        String text = folder.toString();
        return text.matches("[A-Za-z0-9_./+:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
