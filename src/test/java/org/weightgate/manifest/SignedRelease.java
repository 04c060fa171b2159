package org.weightgate.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A small release on disk, signed by a key of its own: `config.json`, `empty.txt` and two files of weights, one of
/// two and a half chunks of 1 MiB.
final class SignedRelease {

    static final int CHUNK = 1 << 20;
    static final String BIG = "weights/big.safetensors";

    final SigningKey key = SigningKey.generate();
    final Path folder;

    SignedRelease(Path folder) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve("weights"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"llama\"}");
        Files.writeString(folder.resolve("empty.txt"), "");
        Files.write(folder.resolve("small.safetensors"), bytes(1000, 1));
        Files.write(folder.resolve(BIG), bytes(CHUNK * 5 / 2, 2));
        sign();
    }

    void sign() throws Exception {
        var release = new Release("acme/tiny", "1.0", 1, Instant.parse("2026-11-20T09:00:00Z"), Optional.empty());
        List<FileEntry> files = ReleaseDigest.files(ReleaseFolder.at(folder), CHUNK, VerifyProgress.NONE);
        write(new Manifest(release, List.of(), Optional.empty(), CHUNK, files));
    }

    void write(Manifest manifest) throws IOException {
        byte[] bytes = ManifestWriter.write(manifest);
        Files.write(folder.resolve(Manifest.FILE_NAME), bytes);
        Files.write(folder.resolve(ModelSignature.FILE_NAME), ReleaseDigest.sign(manifest, bytes, key));
    }

    VerifiedDirectory verify() throws IOException, VerificationException {
        return DirectoryVerifier.verify(folder, TrustedKeys.of(key.signer()), VerifyProgress.NONE);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
