package org.weightgate.manifest;

import java.nio.file.Path;

/// A folder that held, when it was read, exactly what the key `signerFingerprint` signed.
public record VerifiedDirectory(Path directory, Manifest manifest, Digest manifestDigest, String signerFingerprint) {
}
