package org.weightgate.loader.transfer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerifyProgress;

/// A signed release of three files; `BIG` has five chunks of 1 MiB, the last of them short.
final class TinyRelease {

    static final String MODEL = "acme/tiny";
    static final int CHUNK = 1 << 20;
    static final String BIG = "weights/big.safetensors";
    static final int BIG_SIZE = 4 * CHUNK + 12_345;

    final SigningKey key = SigningKey.generate();
    final TrustedKeys trust = TrustedKeys.of(key.signer());
    final Path folder;
    final Manifest manifest;
    final byte[] manifestBytes;
    final byte[] signature;

    TinyRelease(Path folder) throws Exception {
        this(folder, MODEL, Optional.empty());
    }

    TinyRelease(Path folder, String model, Optional<Instant> expires) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve("weights"));
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("empty.txt"), "");
        byte[] big = new byte[BIG_SIZE];
        new Random(7).nextBytes(big);
        Files.write(folder.resolve(BIG), big);
        var files = ReleaseDigest.files(ReleaseFolder.at(folder), CHUNK, VerifyProgress.NONE);
        var release = new Release(model, "1.0", 1, Instant.parse("2026-01-01T00:00:00Z"), expires);
        manifest = new Manifest(release, List.of(), Optional.empty(), CHUNK, files);
        manifestBytes = ManifestWriter.write(manifest);
        signature = ReleaseDigest.sign(manifest, manifestBytes, key);
        Files.write(folder.resolve(Manifest.FILE_NAME), manifestBytes);
        Files.write(folder.resolve(ModelSignature.FILE_NAME), signature);
    }
}
