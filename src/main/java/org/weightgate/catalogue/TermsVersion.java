package org.weightgate.catalogue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.Digest;

/// The terms of a model as they stood at one time. `sha256` is over the UTF-8 bytes of the body.
@Entity
public class TermsVersion {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    @Column(name = "model_id")
    private UUID model;
    private int version;
    private String title;
    private String body;
    private String sha256;
    private Instant createdAt;
    private boolean mustAccept;
    private @Nullable Instant graceEndsAt;

    @SuppressWarnings("NullAway.Init")
    protected TermsVersion() {
    }

    TermsVersion(UUID model, int version, String title, String body, @Nullable Instant graceEndsAt, Instant now) {
        this.model = model;
        this.version = version;
        this.title = title;
        this.body = body;
        this.sha256 = Digest.sha256(body.getBytes(StandardCharsets.UTF_8)).hex();
        this.createdAt = now;
        this.mustAccept = graceEndsAt != null;
        this.graceEndsAt = graceEndsAt;
    }

    public boolean says(String title, String body) {
        return this.title.equals(title) && this.body.equals(body);
    }

    public UUID id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    public UUID model() {
        return model;
    }

    public int version() {
        return version;
    }

    public String title() {
        return title;
    }

    public String body() {
        return body;
    }

    public String sha256() {
        return sha256;
    }

    /// Whether those who hold access have to accept these terms too.
    public boolean mustAccept() {
        return mustAccept;
    }

    /// Until when the older ones do for them.
    public Optional<Instant> graceEndsAt() {
        return Optional.ofNullable(graceEndsAt);
    }

    public Instant createdAt() {
        return createdAt;
    }
}
