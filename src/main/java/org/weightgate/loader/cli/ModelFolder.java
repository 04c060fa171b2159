package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.weightgate.loader.Model;
import org.weightgate.loader.SignedFiles;
import org.weightgate.loader.VerificationRecords;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.FileIdentity;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.KnownFiles;
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

    @Option(names = "--recheck", description = "Hash every byte again, also of files that were verified before and not written to since.")
    private boolean recheck;

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
        if (isSigned()) {
            VerifiedFiles channels = verified(output);
            return new Opened(new SignedFiles(channels), Optional.of(channels.verified()), Optional.of(channels));
        }
        warnOfUnsigned(output);
        return new Opened(Model.unsigned(ReleaseFolder.at(folder).root()), Optional.empty(), Optional.empty());
    }

    /// The same, mapped and ready to run.
    Model model(Output output)
            throws IOException, VerificationException, ManifestFormatException, KeyFormatException, CommandFailure {
        if (isSigned()) {
            return Model.of(verified(output));
        }
        warnOfUnsigned(output);
        return Model.openUnsigned(ReleaseFolder.at(folder).root());
    }

    private boolean isSigned() throws IOException, VerificationException {
        Path root = ReleaseFolder.at(folder).root();
        Unfinished.refuse(folder);
        if (has(root, Manifest.FILE_NAME) || has(root, ModelSignature.FILE_NAME)) {
            return true;
        }
        if (!unsigned) {
            throw new VerificationException(ModelSignature.FILE_NAME, "whole file",
                    "neither it nor " + Manifest.FILE_NAME + " is there, so nobody vouches for this model",
                    "Get a signed release or, if you trust where this one comes from, add --unsigned.");
        }
        return false;
    }

    private static void warnOfUnsigned(Output output) {
        output.warn("WARNING: nobody signed this folder; what is in it could be anything.");
    }

    private VerifiedFiles verified(Output output)
            throws IOException, VerificationException, ManifestFormatException, KeyFormatException, CommandFailure {
        var records = new VerificationRecords(UserFolder.find(System.getenv()).resolve("verified"));
        try (Progress progress = output.progress("Verifying")) {
            return trust.open(folder, output, new Remembered(records, !recheck, output, progress), progress);
        }
    }

    /// Renews the records, believed or not. A model whose verification cannot be remembered was still verified.
    private record Remembered(KnownFiles records, boolean believed, Output output, Progress progress) implements KnownFiles {

        @Override
        public Set<FileEntry> among(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException {
            return believed ? records.among(manifest, files) : Set.of();
        }

        @Override
        public void add(Digest manifest, Map<FileEntry, FileIdentity> files) {
            try {
                records.add(manifest, files);
            } catch (IOException failure) {
                progress.clear();
                output.warn("all is verified, and it cannot be remembered: next time every byte is hashed again. "
                        + Failures.ofFile(failure));
            }
        }
    }

    private static boolean has(Path root, String name) {
        return Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }
}
