package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifiedDirectory;
import org.weightgate.manifest.VerifiedFiles;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The folder a command reads a model from: verified, unless nobody ever signed it and the user says so.
final class ModelFolder {

    @Parameters(paramLabel = "DIR", description = "The folder with the model.")
    private Path folder = Path.of("");

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Option(names = "--unsigned", description = "Read a folder that has neither a manifest nor a signature. Nothing overrides one that is there and wrong.")
    private boolean unsigned;

    /// Files that are open and, where signed, verified.
    record Opened(WeightFiles files, Optional<VerifiedDirectory> verified, Optional<VerifiedFiles> channels)
            implements
                AutoCloseable {
        @Override
        public void close() throws IOException {
            if (channels.isPresent()) {
                channels.get().close();
            }
        }
    }

    Path path() {
        return folder;
    }

    Opened open(Output output)
            throws IOException, VerificationException, ManifestFormatException, KeyFormatException, CommandFailure {
        Path root = ReleaseFolder.at(folder).root();
        if (has(root, Manifest.FILE_NAME) || has(root, ModelSignature.FILE_NAME)) {
            return verified(output);
        }
        if (!unsigned) {
            throw new VerificationException(ModelSignature.FILE_NAME, "whole file",
                    "neither it nor " + Manifest.FILE_NAME + " is there, so nobody vouches for this model;"
                            + " --unsigned reads it all the same");
        }
        output.warn("WARNING: nobody signed this folder; what is in it could be anything.");
        return new Opened(WeightFiles.in(root), Optional.empty(), Optional.empty());
    }

    private Opened verified(Output output)
            throws IOException, VerificationException, ManifestFormatException, KeyFormatException, CommandFailure {
        try (Progress progress = output.progress("Verifying")) {
            VerifiedFiles channels = trust.open(folder, output, progress);
            return new Opened(new SignedFiles(channels), Optional.of(channels.verified()), Optional.of(channels));
        }
    }

    private static boolean has(Path root, String name) {
        return Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }
}
