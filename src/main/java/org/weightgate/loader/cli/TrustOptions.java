package org.weightgate.loader.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.weightgate.loader.transfer.SeenReleases;
import org.weightgate.loader.transfer.UserFolder;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.KeyFormatException;
import org.weightgate.manifest.KnownFiles;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SignerKey;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.UnknownSignerException;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifiedFiles;
import org.weightgate.manifest.VerifyProgress;

import picocli.CommandLine.Option;

/// Whose signatures a command believes: the user's own keys, or those named on the command line. Mix it into every
/// command that verifies.
final class TrustOptions {

    @Option(names = "--key", paramLabel = "FILE", description = "Trust this public key or certificate (PEM) instead of those added with 'keys add'; may be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--trust-on-first-use", description = "Add the key of an unknown signer without confirming it. This protects against later changes, not against a wrong publisher now.")
    private boolean onFirstUse;

    /// Verifies a folder from the signature down to every chunk and keeps its files open. An older revision
    /// than this user has downloaded before is refused, whoever brought it.
    VerifiedFiles open(Path folder, Output output, KnownFiles known, VerifyProgress progress)
            throws IOException, VerificationException, ManifestFormatException, KeyFormatException, CommandFailure {
        VerifiedFiles files = DirectoryVerifier.open(folder, keysFor(folder, output), known, progress);
        try {
            new SeenReleases(UserFolder.find(System.getenv())).requireNotOlder(files.verified().manifest());
        } catch (IOException | VerificationException refused) {
            try (files) {
                throw refused;
            }
        }
        return files;
    }

    /// The keys to check the signature in `folder` with.
    TrustedKeys keysFor(Path folder, Output output)
            throws IOException, VerificationException, ManifestFormatException, KeyFormatException, CommandFailure {
        if (onFirstUse) {
            byte[] bundle = ReleaseFolder.at(folder).read(ModelSignature.FILE_NAME, ModelSignature.MAXIMUM_BYTES);
            return keysFor(ModelSignature.read(bundle), output);
        }
        return keys();
    }

    /// The keys to check `signature` with, after adding its own if the user asked for that.
    TrustedKeys keysFor(ModelSignature signature, Output output)
            throws IOException, VerificationException, KeyFormatException, CommandFailure {
        TrustedKeys keys = keys();
        if (!onFirstUse || isKnown(signature, keys)) {
            return keys;
        }
        if (!files.isEmpty()) {
            throw CommandFailure.usage("--trust-on-first-use and --key contradict each other: give only one of them.");
        }
        SignerKey signer = signature.recoverSigner().orElseThrow(() -> new VerificationException(ModelSignature.FILE_NAME,
                "signature", "no key with the fingerprint " + signature.signerFingerprint() + " can have made it"));
        String label = "first seen on " + signature.unverifiedStatement().subject();
        Optional<Instant> ended = ring().exact(signer.fingerprint()).flatMap(KeyRing.Entry::until);
        if (ended.isPresent()) {
            throw new VerificationException(ModelSignature.FILE_NAME, "signature", "it was made by " + signer.fingerprint()
                    + ", which you trusted until " + ended.get()
                    + "; if its publisher still uses it, get the newer list of keys,"
                    + " or confirm the key with 'weightgate keys add'");
        }
        ring().add(new TrustAnchor.Key(signer), label, KeyRing.How.TRUST_ON_FIRST_USE, Instant.now());
        output.warn("WARNING: trusting an unconfirmed key, because of --trust-on-first-use.");
        output.warn("WARNING: anybody could have made it. Fingerprint: " + signer.fingerprint());
        output.warn("WARNING: compare it with the publisher's; if it differs: weightgate keys remove "
                + signer.fingerprint().substring(0, 16));
        output.event("key-trusted", "fingerprint", signer.fingerprint(), "how", KeyRing.How.TRUST_ON_FIRST_USE.text());
        return ring().trusted(Instant.now());
    }

    private static boolean isKnown(ModelSignature signature, TrustedKeys keys) throws VerificationException {
        try {
            signature.verify(keys);
            return true;
        } catch (UnknownSignerException _) {
            return false;
        }
    }

    /// What the user chose, for everything that verifies.
    TrustedKeys keys() throws IOException, KeyFormatException, CommandFailure {
        if (files.isEmpty()) {
            return ring().trusted(Instant.now());
        }
        var anchors = new ArrayList<TrustAnchor>();
        for (Path file : files) {
            anchors.add(TrustAnchor.ofFile(file));
        }
        return KeyRing.trusted(anchors, Instant.now());
    }

    private static KeyRing ring() {
        return new KeyRing(UserFolder.find(System.getenv()));
    }
}
