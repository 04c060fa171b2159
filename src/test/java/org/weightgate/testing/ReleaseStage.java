package org.weightgate.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.Blobs;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.S3Config;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantDesk;
import org.weightgate.local.DataDirectory;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ModelFacts;
import org.weightgate.manifest.Release;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.VerifyProgress;
import org.weightgate.testing.Stage.Someone;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Releases with real manifests and signatures, published straight in the database, whose files lie in S3.
@Singleton
public class ReleaseStage {

    public static final int CHUNK = 1 << 20;

    private final Session database;
    private final S3Client s3;
    private final S3Config config;
    private final GrantDesk grants;
    private final Stage stage;

    ReleaseStage(Session database, S3Client s3, S3Config config, GrantDesk grants, Stage stage) {
        this.database = database;
        this.s3 = s3;
        this.config = config;
        this.grants = grants;
        this.stage = stage;
    }

    /// A release and what it is made of.
    public static final class Published {

        private final UUID id;
        private final SigningKey key;
        private final byte[] manifest;
        private final byte[] signature;
        private final Map<String, byte[]> files;

        Published(UUID id, SigningKey key, byte[] manifest, byte[] signature, Map<String, byte[]> files) {
            this.id = id;
            this.key = key;
            this.manifest = manifest;
            this.signature = signature;
            this.files = files;
        }

        public UUID id() {
            return id;
        }

        public SigningKey key() {
            return key;
        }

        public byte[] manifest() {
            return manifest.clone();
        }

        public byte[] signature() {
            return signature.clone();
        }

        public byte[] bytes(String path) {
            return files.getOrDefault(path, new byte[0]).clone();
        }

        public String commit() {
            return sha256(manifest).substring(0, 40);
        }

        public static String sha256(byte[] bytes) {
            return Digest.sha256(bytes).hex();
        }
    }

    @Transactional
    public Published release(Model model, String version, Map<String, byte[]> files) throws IOException, VerificationException {
        return release(model, version, files, new ModelFacts("LlamaForCausalLM", "BF16", 12));
    }

    @Transactional
    public Published release(Model model, String version, Map<String, byte[]> files, ModelFacts facts)
            throws IOException, VerificationException {
        List<FileEntry> entries = entries(files);
        var manifest = new Manifest(new Release(model.fullName(), version, 1, Instant.parse("2026-11-20T09:00:00Z"),
                Optional.empty()), List.of(), Optional.of(facts), CHUNK, entries);
        byte[] bytes = ManifestWriter.write(manifest);
        var key = SigningKey.generate();
        byte[] signature = ReleaseDigest.sign(manifest, bytes, key);
        UUID id = UUID.randomUUID();
        database.createNativeMutationQuery("""
                insert into release (id, model_id, version, revision, state, manifest, manifest_sha256, signature,
                    signer_fingerprint, architecture, dtype, parameters, created_at, published_at)
                values (:id, :model, :version, 1, 'PUBLISHED', :manifest, :sha256, :signature, :signer, :architecture,
                    :dtype, :parameters, now(), now())""")
                .setParameter("architecture", facts.architecture()).setParameter("dtype", facts.dtype())
                .setParameter("parameters", facts.parameters())
                .setParameter("id", id).setParameter("model", model.id()).setParameter("version", version)
                .setParameter("manifest", bytes).setParameter("sha256", Published.sha256(bytes))
                .setParameter("signature", signature).setParameter("signer", key.signer().fingerprint()).executeUpdate();
        int position = 0;
        for (var entry : entries) {
            database.createNativeMutationQuery("insert into weight_file values (:id, :position, :path, :role, :size, :sha)")
                    .setParameter("id", id).setParameter("position", position++).setParameter("path", entry.path())
                    .setParameter("role", entry.role()).setParameter("size", entry.size())
                    .setParameter("sha", entry.sha256().hex()).executeUpdate();
            s3.putObject(put -> put.bucket(config.bucket()).key(Blobs.key(model.id(), entry.sha256().hex())),
                    RequestBody.fromBytes(files.getOrDefault(entry.path(), new byte[0])));
        }
        return new Published(id, key, bytes, signature, files);
    }

    private static List<FileEntry> entries(Map<String, byte[]> files) throws IOException, VerificationException {
        Path folder = Files.createTempDirectory("release-stage");
        try {
            for (var file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.resolve("..").normalize());
                Files.write(path, file.getValue());
            }
            return ReleaseDigest.files(ReleaseFolder.at(folder), CHUNK, VerifyProgress.NONE);
        } finally {
            DataDirectory.deleteTree(folder);
        }
    }

    /// Lists more files than are stored: enough for whoever only reads lists.
    @Transactional
    public void listMore(UUID release, int count) {
        database.createNativeMutationQuery("""
                insert into weight_file select :id, 100000 + n, 'shards/' || lpad(cast(n as text), 5, '0') || '.safetensors',
                    'weights', 10, encode(sha256(cast(cast(n as text) as bytea)), 'hex') from generate_series(1, :count) n""")
                .setParameter("id", release).setParameter("count", count).executeUpdate();
    }

    @Transactional
    public Grant grant(Someone person, Model model, Someone by) {
        return grants.issue(person.id(), model, UUID.randomUUID(), by.id(), stage.terms(model), Stage.inAMonth());
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
