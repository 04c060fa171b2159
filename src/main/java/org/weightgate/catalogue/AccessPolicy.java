package org.weightgate.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// One version of a model's access rules.
@Entity
public class AccessPolicy {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    @Column(name = "model_id")
    private UUID model;
    private int version;
    private int grantDays;
    private int ticketTtlSeconds;
    private int holdSeconds;
    private int quorum;
    private int reapplyDays;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected AccessPolicy() {
    }

    AccessPolicy(UUID model, int version, PolicyRules rules, Instant now) {
        this.model = model;
        this.version = version;
        this.grantDays = rules.grantDays();
        this.ticketTtlSeconds = rules.ticketTtlSeconds();
        this.holdSeconds = rules.holdSeconds();
        this.quorum = rules.quorum();
        this.reapplyDays = rules.reapplyDays();
        this.createdAt = now;
    }

    PolicyRules rules() {
        return new PolicyRules(grantDays, ticketTtlSeconds, holdSeconds, quorum, reapplyDays);
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

    public int grantDays() {
        return grantDays;
    }

    /// How long a signed URL lives, at most 15 minutes.
    public Duration ticketTtl() {
        return Duration.ofSeconds(ticketTtlSeconds);
    }

    /// How long a deciding vote can be taken back.
    public Duration hold() {
        return Duration.ofSeconds(holdSeconds);
    }

    /// How many different reviewers must approve.
    public int quorum() {
        return quorum;
    }

    public int reapplyDays() {
        return reapplyDays;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
