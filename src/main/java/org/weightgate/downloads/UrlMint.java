package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;
import org.weightgate.grants.Grant;

/// The record that one URL was given out. The URL itself is kept nowhere.
@Entity
@Immutable
@Table(name = "url_mint")
class UrlMint {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    @Column(name = "person_id")
    private UUID person;
    @Column(name = "grant_id")
    private UUID grant;
    @Column(name = "release_id")
    private UUID release;
    @Column(name = "path")
    private String path;
    @Column(name = "ttl_seconds")
    private int ttlSeconds;
    @Column(name = "network")
    private @Nullable String network;
    @Column(name = "trace_id")
    private String traceId;
    @Enumerated(EnumType.STRING)
    @Column(name = "way")
    private Way way;
    @Column(name = "minted_at")
    private Instant mintedAt;

    @SuppressWarnings("NullAway.Init")
    protected UrlMint() {
    }

    UrlMint(Grant grant, UUID release, String path, Way way, Duration ttl, @Nullable Network network, Instant at) {
        this.person = grant.person();
        this.grant = grant.id();
        this.release = release;
        this.path = path;
        this.way = way;
        this.ttlSeconds = Math.toIntExact(ttl.toSeconds());
        this.network = network == null ? null : network.prefix();
        this.traceId = grant.traceId();
        this.mintedAt = at;
    }
}
