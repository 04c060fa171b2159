package org.weightgate.loader.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

import org.weightgate.manifest.KnownFiles;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.VerifiedDirectory;
import org.weightgate.manifest.VerifiedFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `weightgate verify`: proves that a folder holds what a trusted publisher signed.
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false, description = "Check signature, every byte of every file, and that nothing else is there.")
final class VerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder with weights-manifest.json, model.sig and the files.")
    private Path folder = Path.of("");

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        VerifiedDirectory verified;
        try (Progress progress = output.progress("Verifying");
                VerifiedFiles files = trust.open(folder, output, KnownFiles.NONE, progress)) {
            verified = files.verified();
        }
        Release release = verified.manifest().release();
        if (release.hasExpired(Instant.now())) {
            output.warn("the publisher meant this release to be used until " + release.expires().orElseThrow()
                    + ": look for a newer one.");
        }
        output.say("Verified " + release.model() + " " + release.version() + ": " + verified.manifest().files().size()
                + " files, " + Progress.size(verified.manifest().totalSize()) + ", signed by " + verified.signerFingerprint());
        output.event("verified", "model", release.model(), "version", release.version(), "revision", release.revision(),
                "files", verified.manifest().files().size(), "bytes", verified.manifest().totalSize(), "manifest_sha256",
                verified.manifestDigest().hex(), "signer", verified.signerFingerprint());
        return Exit.DONE;
    }
}
