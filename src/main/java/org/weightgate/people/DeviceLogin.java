package org.weightgate.people;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// A program that waits for a person to let it in.
@Entity
class DeviceLogin {

    private static final int SLOWER_BY_SECONDS = 5;

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    private String clientId;
    private byte[] deviceCodeHash;
    private String userCode;
    @Column(columnDefinition = "text[]")
    private String[] askedScopes;
    @Enumerated(EnumType.STRING)
    private DeviceState state;
    @Column(name = "person_id")
    private @Nullable UUID person;
    @Column(columnDefinition = "text[]")
    private String @Nullable [] allowedScopes;
    private int intervalSeconds;
    private @Nullable Instant lastPolledAt;
    private Instant createdAt;
    private Instant expiresAt;

    @SuppressWarnings("NullAway.Init")
    protected DeviceLogin() {
    }

    DeviceLogin(String clientId, byte[] deviceCodeHash, UserCode userCode, Set<Scope> asked, Duration interval, Instant from,
            Instant until) {
        this.clientId = clientId;
        this.deviceCodeHash = deviceCodeHash.clone();
        this.userCode = userCode.letters();
        this.askedScopes = Scopes.words(asked);
        this.state = DeviceState.WAITING;
        this.intervalSeconds = Math.toIntExact(Math.max(1, interval.toSeconds()));
        this.createdAt = from;
        this.expiresAt = until;
    }

    boolean opensWith(byte[] hash) {
        return MessageDigest.isEqual(deviceCodeHash, hash);
    }

    boolean isWaiting(Instant now) {
        return state == DeviceState.WAITING && now.isBefore(expiresAt);
    }

    void allow(UUID person, Set<Scope> scopes) {
        this.person = person;
        this.allowedScopes = Scopes.words(scopes);
        this.state = DeviceState.ALLOWED;
    }

    void deny() {
        state = DeviceState.DENIED;
    }

    void used() {
        state = DeviceState.USED;
    }

    /// Whether the device asked again too soon; then it must wait longer from now on.
    boolean pollsTooFast(Instant now) {
        boolean tooFast = lastPolledAt != null && now.isBefore(lastPolledAt.plusSeconds(intervalSeconds));
        if (tooFast) {
            intervalSeconds += SLOWER_BY_SECONDS;
        }
        lastPolledAt = now;
        return tooFast;
    }

    String clientId() {
        return clientId;
    }

    UserCode userCode() {
        return new UserCode(userCode);
    }

    Set<Scope> askedScopes() {
        return Scopes.of(askedScopes);
    }

    DeviceState state() {
        return state;
    }

    boolean hasExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    Instant createdAt() {
        return createdAt;
    }

    UUID person() {
        return Objects.requireNonNull(person, "nobody has answered yet");
    }

    Set<Scope> allowedScopes() {
        return Scopes.of(Objects.requireNonNull(allowedScopes, "nobody has answered yet"));
    }
}
