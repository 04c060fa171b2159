package org.weightgate.loader.transfer;

import java.time.Instant;

import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.Printable;
import org.weightgate.manifest.SignedStatement;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.WarmUp;

/// A release on a portal whose signature and manifest were checked with the user's own keys.
public final class RemoteRelease {

    private final ReleaseAddress address;
    private final byte[] signatureBytes;
    private final byte[] manifestBytes;
    private final Manifest manifest;

    private RemoteRelease(ReleaseAddress address, byte[] signatureBytes, byte[] manifestBytes, Manifest manifest) {
        this.address = address;
        this.signatureBytes = signatureBytes;
        this.manifestBytes = manifestBytes;
        this.manifest = manifest;
    }

    /// The signature as stored: nothing about it is believed yet.
    public static byte[] signature(Portal portal, ReleaseAddress address) throws TransferException, AccessRefusedException {
        WarmUp.fetching();
        return portal.bytes(address.path() + "/signature", ModelSignature.MAXIMUM_BYTES);
    }

    /// Checks the signature, then fetches the manifest it covers, and requires both to be about the release asked for.
    public static RemoteRelease fetch(Portal portal, ReleaseAddress address, byte[] signature, TrustedKeys trust, Instant now)
            throws TransferException, AccessRefusedException, ManifestFormatException, VerificationException {
        SignedStatement statement = ModelSignature.read(signature).verify(trust);
        byte[] bytes = portal.bytes(address.path() + "/manifest", Manifest.MAXIMUM_BYTES);
        statement.requireManifest(bytes);
        Manifest manifest = ManifestReader.read(bytes);
        statement.requireFilesOf(manifest);
        if (!manifest.release().model().equals(address.model())) {
            throw new VerificationException(Manifest.FILE_NAME, "release.model", "the portal sent " + Printable.of(
                    manifest.release().model(), 200) + " when asked for " + address.model());
        }
        if (!address.isLatest() && !manifest.release().version().equals(address.version())) {
            throw new VerificationException(Manifest.FILE_NAME, "release.version", "the portal sent " + Printable.of(
                    manifest.release().version(), 80) + " when asked for " + address.version());
        }
        if (manifest.release().hasExpired(now)) {
            throw new VerificationException(Manifest.FILE_NAME, "release.expires",
                    "the publisher let this release be fetched until "
                            + manifest.release().expires().orElseThrow() + "; ask for a newer one",
                    "Nothing was fetched.");
        }
        var exact = new ReleaseAddress(manifest.release().model(), manifest.release().version());
        return new RemoteRelease(exact, signature.clone(), bytes, manifest);
    }

    /// The manifest that the signature covers.
    public Manifest manifest() {
        return manifest;
    }

    ReleaseAddress address() {
        return address;
    }

    byte[] signatureBytes() {
        return signatureBytes.clone();
    }

    byte[] manifestBytes() {
        return manifestBytes.clone();
    }
}
