package org.weightgate.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// Proves that a folder holds exactly one signed release: the signature by a trusted key, the manifest it signs, every
/// file chunk by chunk, and nothing beside them but [SafePath#IGNORED].
public final class DirectoryVerifier {

    private DirectoryVerifier() {
    }

    /// Verifies and lets go of the files again.
    public static VerifiedDirectory verify(Path directory, TrustedKeys trust, VerifyProgress progress)
            throws IOException, VerificationException {
        try (VerifiedFiles files = open(directory, trust, progress)) {
            return files.verified();
        }
    }

    /// Verifies and keeps every file open, so that the bytes used next are read through the channel that was verified.
    public static VerifiedFiles open(Path directory, TrustedKeys trust, VerifyProgress progress)
            throws IOException, VerificationException {
        return open(directory, trust, KnownFiles.NONE, progress);
    }

    /// Like [#open(Path, TrustedKeys, VerifyProgress)], but files in `known` are not hashed again, and those that were hashed
    /// become known.
    public static VerifiedFiles open(Path directory, TrustedKeys trust, KnownFiles known, VerifyProgress progress)
            throws IOException, VerificationException {
        WarmUp.hashing();
        ReleaseFolder folder = ReleaseFolder.at(directory);
        if (!Files.exists(folder.root().resolve(ModelSignature.FILE_NAME), LinkOption.NOFOLLOW_LINKS)) {
            throw new VerificationException(ModelSignature.FILE_NAME, "whole file",
                    "it is missing, so nobody vouches for this folder");
        }
        ModelSignature signature = readSignature(folder);
        SignedStatement statement = signature.verify(trust);
        byte[] bytes = folder.read(Manifest.FILE_NAME, Manifest.MAXIMUM_BYTES);
        statement.requireManifest(bytes);
        Manifest manifest = readManifest(bytes);
        statement.requireFilesOf(manifest);
        requireTheSameFiles(folder, manifest);
        var verified = new VerifiedDirectory(folder.root(), manifest, Digest.sha256(bytes), signature.signerFingerprint());
        return VerifiedFiles.open(folder, verified, known, progress);
    }

    private static ModelSignature readSignature(ReleaseFolder folder) throws IOException, VerificationException {
        try {
            return ModelSignature.read(folder.read(ModelSignature.FILE_NAME, ModelSignature.MAXIMUM_BYTES));
        } catch (ManifestFormatException broken) {
            throw VerificationException.of(broken);
        }
    }

    private static Manifest readManifest(byte[] bytes) throws VerificationException {
        try {
            return ManifestReader.read(bytes);
        } catch (ManifestFormatException broken) {
            throw VerificationException.of(broken);
        }
    }

    private static void requireTheSameFiles(ReleaseFolder folder, Manifest manifest) throws IOException, VerificationException {
        var strangers = folder.files();
        List<String> missing = manifest.files().stream().map(FileEntry::path).filter(path -> !strangers.remove(path)).toList();
        if (!strangers.isEmpty()) {
            throw new VerificationException(strangers.first(), "whole file", strangers.size() == 1
                    ? "it is not part of the signed release"
                    : "it and " + (strangers.size() - 1) + " more files are not part of the signed release");
        }
        if (!missing.isEmpty()) {
            throw new VerificationException(missing.getFirst(), "whole file",
                    missing.size() == 1 ? "it is missing"
                            : "it and " + (missing.size() - 1) + " more of the " + manifest.files().size()
                                    + " files are missing",
                    "If only part of " + manifest.release().model() + " " + manifest.release().version()
                            + " was fetched, download the rest into this folder; if not, do not use these files.");
        }
    }
}
