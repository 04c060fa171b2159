package org.weightgate.people;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// Lets a program act for a person within its scopes. The secret itself is not kept.
@Entity
class AccessToken {

    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    @Column(name = "person_id")
    private UUID person;
    private String name;
    private byte[] tokenHash;
    @Column(columnDefinition = "text[]")
    private String[] scopes;
    private Instant createdAt;
    private Instant expiresAt;
    /// Written down by [TokenUses] alone, past this copy of it.
    @Column(insertable = false, updatable = false)
    private @Nullable Instant lastUsedAt;
    private @Nullable Instant revokedAt;
    private @Nullable Instant steppedUpAt;
    @Column(columnDefinition = "text[]")
    private String @Nullable [] models;
    @Column(columnDefinition = "uuid[]")
    private UUID @Nullable [] jobs;

    @SuppressWarnings("NullAway.Init")
    protected AccessToken() {
    }

    AccessToken(UUID person, String name, byte[] tokenHash, Set<Scope> scopes, Instant from, Instant until) {
        this.person = person;
        this.name = name;
        this.tokenHash = tokenHash.clone();
        this.scopes = Scopes.words(scopes);
        this.createdAt = from;
        this.expiresAt = until;
    }

    /// For jobs that a person let in: it opens these models and nothing else.
    static AccessToken ofJobs(UUID person, String name, byte[] tokenHash, List<UUID> jobs, List<String> models, Instant from,
            Instant until) {
        var token = new AccessToken(person, name, tokenHash, Set.of(Scope.READ), from, until);
        token.jobs = jobs.toArray(UUID[]::new);
        token.models = models.toArray(String[]::new);
        return token;
    }

    /// Its maker had just shown a second factor.
    void madeWithSecondFactor(Instant now) {
        steppedUpAt = now;
    }

    boolean isLive(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt);
    }

    boolean opensWith(byte[] hash) {
        return MessageDigest.isEqual(tokenHash, hash);
    }

    boolean isUseToBeNoted(Instant now) {
        return lastUsedAt == null || lastUsedAt.plus(USE_IS_NOTED_EVERY).isBefore(now);
    }

    void revoke(Instant now) {
        if (revokedAt == null) {
            revokedAt = now;
        }
    }

    UUID id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    UUID person() {
        return person;
    }

    String name() {
        return name;
    }

    Set<Scope> scopes() {
        return Scopes.of(scopes);
    }

    /// The models a job's token is for; nothing for a person's token.
    Optional<Set<String>> onlyModels() {
        return Optional.ofNullable(models).map(Set::of);
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    @Nullable
    Instant lastUsedAt() {
        return lastUsedAt;
    }

    Optional<Instant> steppedUpAt() {
        return Optional.ofNullable(steppedUpAt);
    }

    @Nullable
    Instant revokedAt() {
        return revokedAt;
    }
}
