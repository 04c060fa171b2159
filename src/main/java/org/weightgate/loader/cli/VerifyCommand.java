package org.weightgate.loader.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.weightgate.loader.Model;
import org.weightgate.manifest.KnownFiles;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.Printable;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.SignedFolder;
import org.weightgate.manifest.VerifiedDirectory;
import org.weightgate.manifest.VerifiedFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weightgate verify`: proves that a folder holds what a trusted publisher signed.
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false, description = "Check signature, every byte of every file, and that nothing unsigned is there.")
final class VerifyCommand implements Callable<Integer>, NeedsVectors {

    private static final int MOST_NAMED = 10;

    @Parameters(paramLabel = "DIR", description = "The folder with weights-manifest.json, model.sig and the files.")
    private Path folder = Path.of("");

    @Option(names = "--self-test", description = "Also run the model and compare what it computes with what was signed.")
    private boolean selfTest;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private Output output = new Output();

    @Override
    public boolean needsVectors() {
        return selfTest;
    }

    @Override
    public Integer call() throws Exception {
        Unfinished.refuse(folder);
        if (SignedFolder.isAt(folder)) {
            return withoutManifest();
        }
        VerifiedDirectory verified;
        try (Progress progress = output.progress("Verifying");
                VerifiedFiles files = trust.open(folder, output, KnownFiles.NONE, progress)) {
            verified = files.verified();
            if (selfTest) {
                progress.busy("Computing");
                selfTest(files);
            }
        }
        Release release = verified.manifest().release();
        if (release.hasExpired(Instant.now())) {
            output.warn("the publisher meant this release to be used until " + release.expires().orElseThrow()
                    + ": look for a newer one.");
        }
        output.say("Verified " + release.model() + " " + release.version() + ": "
                + Progress.files(verified.manifest().files().size())
                + ", " + Progress.size(verified.manifest().totalSize()) + ", signed by " + verified.signerFingerprint()
                + (selfTest ? "; it computes what its publisher signed" : ""));
        output.event("verified", "model", release.model(), "version", release.version(), "revision", release.revision(),
                "files", verified.manifest().files().size(), "bytes", verified.manifest().totalSize(), "manifest_sha256",
                verified.manifestDigest().hex(), "signer", verified.signerFingerprint(),
                "self_test", selfTest);
        return Exit.DONE;
    }

    private void selfTest(VerifiedFiles files) throws Exception {
        if (files.verified().manifest().selfTest().isEmpty()) {
            throw CommandFailure.usage("The release was signed without a self-test: run verify without --self-test.");
        }
        try (Model model = Model.of(files)) {
            model.selfTest(Runtime.getRuntime().availableProcessors());
        }
    }

    private int withoutManifest() throws Exception {
        if (selfTest) {
            throw CommandFailure.usage("There is no " + Manifest.FILE_NAME
                    + ", and only that holds a self-test: run verify without --self-test.");
        }
        SignedFolder verified;
        try (Progress progress = output.progress("Verifying")) {
            verified = SignedFolder.verify(folder, trust.keysFor(folder, output), progress);
        }
        warnOfLeftOut(verified.leftOut());
        output.say("Verified " + verified.subject() + ": " + Progress.files(verified.files()) + ", "
                + Progress.size(verified.bytes())
                + ", signed by " + verified.signerFingerprint() + ". There is no " + Manifest.FILE_NAME
                + ", so nothing is known of its version or terms.");
        output.event("verified", "model", verified.subject(), "files", verified.files(), "bytes", verified.bytes(), "left_out",
                verified.leftOut(), "signer", verified.signerFingerprint(), "manifest", false);
        return Exit.DONE;
    }

    private void warnOfLeftOut(SortedSet<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        String named = paths.stream().limit(MOST_NAMED).map(path -> Printable.of(path, 200)).collect(Collectors.joining(", "));
        output.warn("the signer left out " + named
                + (paths.size() > MOST_NAMED ? " and " + (paths.size() - MOST_NAMED) + " more files" : "")
                + ": nobody vouches for what is in there.");
    }
}
