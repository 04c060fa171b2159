package org.weightgate.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Makes the entries of a manifest from the files of a folder, and the signature over both.
public final class ReleaseDigest {

    private static final int STEP = 1 << 18;

    private ReleaseDigest() {
    }

    /// Hashes every file of the folder, as a whole and chunk by chunk. Refuses names no release may have.
    public static List<FileEntry> files(ReleaseFolder folder, int chunkSize, VerifyProgress progress)
            throws IOException, VerificationException {
        WarmUp.hashing();
        var collisions = new SafePath.Collisions();
        var files = new ArrayList<FileEntry>();
        var paths = folder.files();
        for (String path : paths) {
            Optional<String> problem = SafePath.problem(path)
                    .or(() -> collisions.add(path).map(other -> "collides with " + Printable.of(other, 80)));
            if (problem.isPresent()) {
                throw new VerificationException(path, "its name", problem.get());
            }
        }
        long total = 0;
        for (String path : paths) {
            total += Files.size(folder.root().resolve(path));
        }
        progress.started(total);
        for (String path : paths) {
            files.add(file(folder, path, chunkSize, progress));
        }
        return files;
    }

    /// Signs a release of these files with this manifest.
    public static byte[] sign(Manifest manifest, byte[] manifestBytes, SigningKey key) {
        return ModelSignature.sign(manifest.release().model(), resources(manifest, manifestBytes), key);
    }

    /// The same, with certificates for the key.
    public static byte[] sign(Manifest manifest, byte[] manifestBytes, SigningKey key, CertificateChain chain)
            throws KeyFormatException {
        return ModelSignature.sign(manifest.release().model(), resources(manifest, manifestBytes), key, chain);
    }

    private static Map<String, Digest> resources(Manifest manifest, byte[] manifestBytes) {
        Map<String, Digest> resources = new LinkedHashMap<>();
        manifest.files().forEach(file -> resources.put(file.path(), file.sha256()));
        resources.put(Manifest.FILE_NAME, Digest.sha256(manifestBytes));
        return resources;
    }

    private static FileEntry file(ReleaseFolder folder, String path, int chunkSize, VerifyProgress progress)
            throws IOException, VerificationException {
        try (FileChannel channel = folder.open(path)) {
            long size = channel.size();
            MessageDigest whole = Digest.hasher();
            MessageDigest chunk = Digest.hasher();
            int chunkCount = Math.toIntExact(ChunkDigests.count(size, chunkSize));
            ByteBuffer packed = ByteBuffer.allocate(Math.multiplyExact(chunkCount, Digest.LENGTH));
            ByteBuffer buffer = ByteBuffer.allocate(Math.min(STEP, chunkSize));
            for (long done = 0; done < size;) {
                buffer.clear().limit(Math.toIntExact(Math.min(buffer.capacity(), Math.min(size - done,
                        chunkSize - done % chunkSize))));
                int read = channel.read(buffer, done);
                if (read < 0) {
                    throw new VerificationException(path, "byte " + done, "the file became shorter while it was read");
                }
                TwinHashes.update(whole, buffer.array(), read, chunk, buffer.array(), read);
                done += read;
                if (done % chunkSize == 0 || done == size) {
                    packed.put(chunk.digest());
                }
                progress.advanced(path, read);
            }
            ChunkDigests chunks = ChunkDigests.ofPacked(packed.array());
            return new FileEntry(path, role(path), size, Digest.of(whole.digest()), chunks.root(), chunks);
        }
    }

    static String role(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors") || name.endsWith(".gguf") || name.endsWith(".bin") || name.endsWith(".pth")) {
            return "weights";
        }
        if (name.endsWith(".safetensors.index.json")) {
            return "index";
        }
        if (name.startsWith("tokenizer") || name.equals("vocab.json") || name.equals("merges.txt")
                || name.equals("special_tokens_map.json")) {
            return "tokenizer";
        }
        if (name.startsWith("license") || name.startsWith("licence") || name.contains("policy")) {
            return "terms";
        }
        if (name.endsWith(".md") || name.endsWith(".txt")) {
            return "documentation";
        }
        return name.endsWith(".json") ? "config" : "other";
    }
}
