package org.weightgate.catalogue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Basic;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.ModelFacts;

/// One version of a model's weights, exactly as its signed manifest lists them.
@Entity
public class Release {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    @Column(name = "model_id")
    private UUID model;
    private String version;
    private int revision;
    @Enumerated(EnumType.STRING)
    private ReleaseState state;
    @Basic(fetch = FetchType.LAZY)
    private byte[] manifest;
    private String manifestSha256;
    @Basic(fetch = FetchType.LAZY)
    private byte[] signature;
    private String signerFingerprint;
    private @Nullable String architecture;
    private @Nullable String dtype;
    private @Nullable Long parameters;
    private Instant createdAt;
    private @Nullable Instant publishedAt;
    private @Nullable Instant withdrawnAt;
    private @Nullable String withdrawnReason;
    @ElementCollection
    @CollectionTable(name = "weight_file", joinColumns = @JoinColumn(name = "release_id"))
    @OrderBy("position")
    private List<WeightFile> files = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Release() {
    }

    @SuppressWarnings("NullAway.Init")
    Release(UUID model, SignedRelease signed, Instant now) {
        this.model = model;
        this.version = signed.version();
        this.state = ReleaseState.DRAFT;
        this.createdAt = now;
        take(signed);
    }

    /// A draft may be replaced by another one; what was published may not.
    void replace(SignedRelease signed) {
        requireDraft();
        take(signed);
    }

    void publish(Instant now) {
        requireDraft();
        state = ReleaseState.PUBLISHED;
        publishedAt = now;
    }

    void withdraw(String reason, Instant now) {
        if (state != ReleaseState.PUBLISHED) {
            throw new IllegalStateException("only a published release is withdrawn");
        }
        state = ReleaseState.WITHDRAWN;
        withdrawnAt = now;
        withdrawnReason = reason;
    }

    private void requireDraft() {
        if (state != ReleaseState.DRAFT) {
            throw new IllegalStateException("a " + state + " release does not change");
        }
    }

    private void take(SignedRelease signed) {
        this.revision = signed.manifest().release().revision();
        this.manifest = signed.manifestBytes();
        this.manifestSha256 = signed.manifestSha256();
        this.signature = signed.signatureBytes();
        this.signerFingerprint = signed.signer();
        this.architecture = signed.manifest().model().map(ModelFacts::architecture).orElse(null);
        this.dtype = signed.manifest().model().map(ModelFacts::dtype).orElse(null);
        this.parameters = signed.manifest().model().map(ModelFacts::parameters).orElse(null);
        this.files.clear();
        this.files.addAll(signed.files());
    }

    public UUID id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    public UUID model() {
        return model;
    }

    public String version() {
        return version;
    }

    public int revision() {
        return revision;
    }

    public ReleaseState state() {
        return state;
    }

    public String manifestSha256() {
        return manifestSha256;
    }

    public byte[] manifest() {
        return manifest.clone();
    }

    public byte[] signature() {
        return signature.clone();
    }

    public String signerFingerprint() {
        return signerFingerprint;
    }

    public @Nullable String architecture() {
        return architecture;
    }

    public @Nullable String dtype() {
        return dtype;
    }

    public @Nullable Long parameters() {
        return parameters;
    }

    /// Whether `weightgate run` is worth offering.
    public boolean isForLoader() {
        return ModelFacts.areForLoader(architecture, dtype);
    }

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant publishedAt() {
        return publishedAt;
    }

    public @Nullable Instant withdrawnAt() {
        return withdrawnAt;
    }

    /// `: ` and what its publisher wrote when it was withdrawn, without a full stop.
    public String withdrawnBecause() {
        return withdrawnReason == null ? "" : ": " + withdrawnReason.strip().replaceFirst("[.]$", "");
    }

    public @Nullable String withdrawnReason() {
        return withdrawnReason;
    }

    /// In the manifest's order.
    public List<WeightFile> files() {
        return List.copyOf(files);
    }

    /// Bytes of all files together.
    public long totalSize() {
        return files.stream().mapToLong(WeightFile::size).sum();
    }
}
