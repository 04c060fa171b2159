package org.weightgate.catalogue;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.VerificationException;
import org.weightgate.web.ProblemException;

/// A manifest and the signature that covers it. Nothing else becomes a release. Whose key it is, readers decide for themselves.
final class SignedRelease {

    private final Manifest manifest;
    private final byte[] manifestBytes;
    private final byte[] signatureBytes;
    private final String signer;

    private SignedRelease(Manifest manifest, byte[] manifestBytes, byte[] signatureBytes, String signer) {
        this.manifest = manifest;
        this.manifestBytes = manifestBytes;
        this.signatureBytes = signatureBytes;
        this.signer = signer;
    }

    /// Both as base64.
    static SignedRelease read(String manifest, String signature) {
        return read(decode("manifest", manifest), decode("signature", signature));
    }

    static SignedRelease read(byte[] manifestBytes, byte[] signatureBytes) {
        try {
            Manifest manifest = ManifestReader.read(manifestBytes);
            ModelSignature signature = ModelSignature.read(signatureBytes);
            if (signature.recoverSigner().isEmpty()) {
                throw invalid("model.sig: the signature is not by the key it names");
            }
            signature.unverifiedStatement().requireManifest(manifestBytes);
            signature.unverifiedStatement().requireFilesOf(manifest);
            return new SignedRelease(manifest, manifestBytes, signatureBytes, signature.signerFingerprint());
        } catch (ManifestFormatException | VerificationException broken) {
            throw invalid(String.valueOf(broken.getMessage()));
        }
    }

    Manifest manifest() {
        return manifest;
    }

    byte[] manifestBytes() {
        return manifestBytes.clone();
    }

    byte[] signatureBytes() {
        return signatureBytes.clone();
    }

    String signer() {
        return signer;
    }

    void requireName(Model model) {
        if (!manifest.release().model().equals(model.fullName())) {
            throw new ProblemException(409, "other-model",
                    "The manifest is for " + manifest.release().model() + ", not for " + model.fullName() + ".");
        }
    }

    String version() {
        return manifest.release().version();
    }

    String manifestSha256() {
        return Digest.sha256(manifestBytes).hex();
    }

    List<WeightFile> files() {
        var files = new ArrayList<WeightFile>();
        for (FileEntry entry : manifest.files()) {
            files.add(new WeightFile(files.size(), entry.path(), entry.role(), entry.size(), entry.sha256().hex()));
        }
        return List.copyOf(files);
    }

    private static byte[] decode(String field, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw invalid(field + " is not base64");
        }
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(400, "release-invalid", message + ".");
    }
}
