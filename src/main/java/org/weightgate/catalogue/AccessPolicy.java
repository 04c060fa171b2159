package org.weightgate.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
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
    @Enumerated(EnumType.STRING)
    private DecisionRule decisionRule;
    private int slaHours;
    private int lapseDays;
    private int noticeDays;
    private int termsGraceDays;
    private boolean refereeRequired;
    private boolean stepUp;
    private @Nullable Long quotaBytesPerDay;
    private @Nullable Integer quotaTicketsPerDay;
    private @Nullable Integer quotaConcurrent;
    private int networksAlert;
    private boolean suspendOnAlert;
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
        this.decisionRule = rules.decisionRule();
        this.slaHours = rules.slaHours();
        this.lapseDays = rules.lapseDays();
        this.noticeDays = rules.noticeDays();
        this.termsGraceDays = rules.termsGraceDays();
        this.refereeRequired = rules.refereeRequired();
        this.stepUp = rules.stepUp();
        this.quotaBytesPerDay = rules.quotaBytesPerDay();
        this.quotaTicketsPerDay = rules.quotaTicketsPerDay();
        this.quotaConcurrent = rules.quotaConcurrent();
        this.networksAlert = rules.networksAlert();
        this.suspendOnAlert = rules.suspendOnAlert();
        this.createdAt = now;
    }

    public PolicyRules rules() {
        return new PolicyRules(grantDays, ticketTtlSeconds, holdSeconds, quorum, reapplyDays, decisionRule, slaHours,
                lapseDays, noticeDays, termsGraceDays, refereeRequired, stepUp, quotaBytesPerDay, quotaTicketsPerDay,
                quotaConcurrent, networksAlert, suspendOnAlert);
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

    public DecisionRule decisionRule() {
        return decisionRule;
    }

    /// After so long without a word from the applicant a draft or an unanswered question lapses.
    public Duration lapse() {
        return Duration.ofDays(lapseDays);
    }

    /// How long before that a reminder has to have arrived.
    public Duration notice() {
        return Duration.ofDays(noticeDays);
    }

    /// How long grants go on under the terms before these.
    public Duration termsGrace() {
        return Duration.ofDays(termsGraceDays);
    }

    public boolean refereeRequired() {
        return refereeRequired;
    }

    /// Whether deciding, revoking and changing roles need a fresh second factor.
    public boolean stepUp() {
        return stepUp;
    }

    public OptionalLong quotaBytesPerDay() {
        return quotaBytesPerDay == null ? OptionalLong.empty() : OptionalLong.of(quotaBytesPerDay);
    }

    public OptionalInt quotaTicketsPerDay() {
        return quotaTicketsPerDay == null ? OptionalInt.empty() : OptionalInt.of(quotaTicketsPerDay);
    }

    public OptionalInt quotaConcurrent() {
        return quotaConcurrent == null ? OptionalInt.empty() : OptionalInt.of(quotaConcurrent);
    }

    /// From how many networks within 24 hours one address may be fetched before the owners are told; 0: any number.
    public int networksAlert() {
        return networksAlert;
    }

    public boolean suspendOnAlert() {
        return suspendOnAlert;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
