package org.weightgate.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// A folder that an OpenSSF signature covers without a weights manifest, as other tools sign them: every file is compared with
/// the digest that was signed, but for those the signer said were left out. What was said about the release, and when it ends,
/// is not there to be checked.
///
/// @param leftOut the files that are there and nobody vouches for, because the signer said so
public record SignedFolder(Path directory, String subject, int files, long bytes, SortedSet<String> leftOut,
        String signerFingerprint) {

    private static final int STEP = 1 << 16;

    /// Whether the folder has a signature but no manifest.
    public static boolean isAt(Path directory) {
        return Files.exists(directory.resolve(ModelSignature.FILE_NAME))
                && !Files.exists(directory.resolve(Manifest.FILE_NAME));
    }

    /// Verifies the signature, every file it lists, and that nothing else is there but what it says was left out.
    public static SignedFolder verify(Path directory, TrustedKeys trust, VerifyProgress progress)
            throws IOException, VerificationException, ManifestFormatException {
        ReleaseFolder folder = ReleaseFolder.at(directory);
        var signature = ModelSignature.read(folder.read(ModelSignature.FILE_NAME, ModelSignature.MAXIMUM_BYTES));
        SignedStatement statement = signature.verify(trust);
        SortedSet<String> strangers = folder.files();
        strangers.removeAll(statement.resources().keySet());
        var leftOut = new TreeSet<String>(strangers);
        leftOut.removeIf(path -> !statement.leavesOut(path));
        strangers.removeAll(leftOut);
        if (!strangers.isEmpty()) {
            throw new VerificationException(strangers.first(), "whole file", "it was not signed");
        }
        long total = 0;
        for (String path : statement.resources().keySet()) {
            try (FileChannel channel = folder.open(path)) {
                total += channel.size();
            }
        }
        progress.started(total);
        for (Map.Entry<String, Digest> resource : statement.resources().entrySet()) {
            check(folder, resource.getKey(), resource.getValue(), progress);
        }
        return new SignedFolder(folder.root(), statement.subject(), statement.resources().size(), total, leftOut,
                signature.signerFingerprint());
    }

    private static void check(ReleaseFolder folder, String path, Digest signed, VerifyProgress progress)
            throws IOException, VerificationException {
        MessageDigest hasher = Digest.hasher();
        ByteBuffer buffer = ByteBuffer.allocate(STEP);
        try (FileChannel channel = folder.open(path)) {
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
                hasher.update(buffer.flip());
                buffer.clear();
                progress.advanced(path, read);
            }
        }
        Digest actual = Digest.of(hasher.digest());
        if (!actual.equals(signed)) {
            throw new VerificationException(path, "whole file", "its SHA-256 is " + actual + ", but " + signed + " was signed");
        }
    }
}
