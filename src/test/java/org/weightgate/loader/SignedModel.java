package org.weightgate.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerifyProgress;

/// The trained demo model in a folder of its own, signed with a new key.
public final class SignedModel {

    public static final String SHARD = "model-00002-of-00003.safetensors";
    public static final String PROMPT = "Once upon a time";

    public final SigningKey key = SigningKey.generate();
    public final Path folder;

    public SignedModel(Path folder) throws Exception {
        this.folder = folder;
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "demo", "storyteller"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        sign(folder, key);
    }

    /// Signs whatever lies in `folder`.
    public static void sign(Path folder, SigningKey key) throws Exception {
        var release = new Release("weightgate/storyteller", "1.0", 1, Instant.parse("2026-11-20T09:00:00Z"), Optional.empty());
        List<FileEntry> entries = ReleaseDigest.files(ReleaseFolder.at(folder), Manifest.DEFAULT_CHUNK_SIZE,
                VerifyProgress.NONE);
        var manifest = new Manifest(release, List.of(), Optional.empty(), Manifest.DEFAULT_CHUNK_SIZE, entries);
        byte[] bytes = ManifestWriter.write(manifest);
        Files.write(folder.resolve(Manifest.FILE_NAME), bytes);
        Files.write(folder.resolve(ModelSignature.FILE_NAME), ReleaseDigest.sign(manifest, bytes, key));
    }

    public TrustedKeys trust() {
        return TrustedKeys.of(key.signer());
    }

    /// Changes one byte and sets the modification time back, as somebody who hides a change would.
    void tamper(String name) throws IOException {
        Path file = folder.resolve(name);
        FileTime before = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, before);
    }
}
