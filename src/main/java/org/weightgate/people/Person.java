package org.weightgate.people;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// Someone who has signed in, known by issuer and subject. What the identity provider says about them is copied at sign-in.
@Entity
public class Person {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    private String issuer;
    private String subject;
    private String username;
    private String displayName;
    private String email;
    private boolean emailVerified;
    @Column(columnDefinition = "text[]")
    private String[] realmRoles;
    private Instant createdAt;
    private Instant lastSeenAt;
    private @Nullable Instant erasedAt;

    @SuppressWarnings("NullAway.Init")
    protected Person() {
    }

    Person(Profile profile, Instant now) {
        this.issuer = profile.issuer();
        this.subject = profile.subject();
        this.createdAt = now;
        this.username = profile.username();
        this.displayName = profile.displayName();
        this.email = profile.email();
        this.emailVerified = profile.emailVerified();
        this.realmRoles = profile.realmRoles().toArray(String[]::new);
        this.lastSeenAt = now;
    }

    /// Whoever signs in again after an erasure is somebody again.
    void seen(Profile profile, Instant now) {
        this.erasedAt = null;
        this.username = profile.username();
        this.displayName = profile.displayName();
        this.email = profile.email();
        this.emailVerified = profile.emailVerified();
        this.realmRoles = profile.realmRoles().toArray(String[]::new);
        this.lastSeenAt = now;
    }

    boolean matches(Profile profile) {
        return profile.equals(profile());
    }

    private Profile profile() {
        return new Profile(issuer, subject, username, displayName, email, emailVerified, List.of(realmRoles));
    }

    public UUID id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    public String username() {
        return username;
    }

    public String displayName() {
        return displayName;
    }

    public String email() {
        return email;
    }

    /// Whether what made them somebody was erased.
    public boolean isErased() {
        return erasedAt != null;
    }

    public boolean emailVerified() {
        return emailVerified;
    }

    public boolean holds(RealmRole role) {
        return Arrays.asList(realmRoles).contains(role.realmName());
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant lastSeenAt() {
        return lastSeenAt;
    }
}
