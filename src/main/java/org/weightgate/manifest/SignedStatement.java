package org.weightgate.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a signature says: the name it gives the release, the SHA-256 of every file, the manifest included, and which paths the
/// signer left out.
public record SignedStatement(String subject, Map<String, Digest> resources, List<String> ignoredPaths) {

    public SignedStatement {
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
        ignoredPaths = List.copyOf(ignoredPaths);
    }

    /// Whether the signer left out this file, or a folder it is in.
    boolean leavesOut(String path) {
        return ignoredPaths.stream().anyMatch(ignored -> path.equals(ignored) || path.startsWith(ignored + "/"));
    }

    /// The manifest as stored must be the one signed.
    public void requireManifest(byte[] manifest) throws VerificationException {
        Digest signed = resources.get(Manifest.FILE_NAME);
        if (signed == null) {
            throw new VerificationException(ModelSignature.FILE_NAME, "resources", "it does not cover " + Manifest.FILE_NAME);
        }
        Digest actual = Digest.sha256(manifest);
        if (!signed.equals(actual)) {
            throw new VerificationException(Manifest.FILE_NAME, "whole file", "its SHA-256 is " + actual + ", but " + signed
                    + " was signed");
        }
    }

    /// The manifest and the signature must list the same files with the same digests.
    public void requireFilesOf(Manifest manifest) throws VerificationException {
        for (FileEntry file : manifest.files()) {
            Digest signed = resources.get(file.path());
            if (signed == null) {
                throw new VerificationException(file.path(), "signature", "the manifest lists it, but it was not signed");
            }
            if (!signed.equals(file.sha256())) {
                throw new VerificationException(file.path(), "sha256", "the manifest says " + file.sha256() + ", but " + signed
                        + " was signed");
            }
        }
        Set<String> listed = manifest.files().stream().map(FileEntry::path).collect(Collectors.toSet());
        Optional<String> unlisted = resources.keySet().stream()
                .filter(name -> !name.equals(Manifest.FILE_NAME) && !listed.contains(name)).findFirst();
        if (unlisted.isPresent()) {
            throw new VerificationException(unlisted.get(), "signature", "it was signed, but the manifest does not list it");
        }
    }
}
