package org.weightgate.downloads;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/// Addresses that were handed out together for one release under one grant.
@Entity
@Table(name = "download_list")
class DownloadList {

    @Id
    private UUID id;
    @Column(name = "person_id")
    private UUID person;
    @Column(name = "grant_id")
    private UUID grant;
    @Column(name = "release_id")
    private UUID release;
    private byte[] publicKey;
    @Column(name = "created_at")
    private Instant createdAt;
    private Instant expiresAt;
    private @Nullable Instant revokedAt;

    @SuppressWarnings("NullAway.Init")
    protected DownloadList() {
    }

    DownloadList(UUID id, UUID person, UUID grant, UUID release, byte[] publicKey, Instant from, Instant until) {
        this.id = id;
        this.person = person;
        this.grant = grant;
        this.release = release;
        this.publicKey = publicKey.clone();
        this.createdAt = from;
        this.expiresAt = until;
    }

    /// Whether this address is one of the list and still works.
    boolean opens(String path, String key, Instant now) {
        return revokedAt == null && now.isBefore(expiresAt) && ListKey.opens(publicKey, id, path, key);
    }

    UUID person() {
        return person;
    }

    UUID grant() {
        return grant;
    }

    UUID release() {
        return release;
    }
}
