package org.weightgate.grants;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// One person's right to download one model's weights for a while.
@Entity
@Table(name = "access_grant")
public class Grant {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    private String reference;
    @Column(name = "person_id")
    private UUID person;
    @Column(name = "model_id")
    private UUID model;
    private UUID origin;
    @Column(name = "terms_version_id")
    private UUID termsVersion;
    @Column(name = "release_range")
    private String releaseRange;
    @Enumerated(EnumType.STRING)
    private GrantState state;
    @Enumerated(EnumType.STRING)
    @Column(name = "suspend_reason")
    private @Nullable SuspendReason suspendReason;
    @Enumerated(EnumType.STRING)
    @Column(name = "revoke_reason")
    private @Nullable RevokeReason revokeReason;
    @Column(name = "state_text")
    private @Nullable String stateText;
    @Column(name = "state_since")
    private Instant stateSince;
    @Column(name = "starts_at")
    private Instant startsAt;
    @Column(name = "ends_at")
    private Instant endsAt;
    @Column(name = "trace_id")
    private String traceId;
    @Version
    private int version;

    @SuppressWarnings("NullAway.Init")
    protected Grant() {
    }

    Grant(UUID person, UUID model, UUID origin, UUID termsVersion, ReleaseRange range, Instant from, Instant until) {
        this.reference = GrantReference.next();
        this.traceId = UUID.randomUUID().toString();
        this.person = person;
        this.model = model;
        this.origin = origin;
        this.termsVersion = termsVersion;
        this.releaseRange = range.text();
        this.state = GrantState.ACTIVE;
        this.stateSince = from;
        this.startsAt = from;
        this.endsAt = until;
    }

    GrantDecision decide(GrantCommand command, GrantFacts facts) {
        return GrantRules.decide(new GrantPosition(state, suspendReason, version, endsAt, termsVersion), command, facts);
    }

    void apply(GrantEvent event, Instant at) {
        if (event instanceof GrantEvent.TermsAccepted accepted && !accepted.resumes()) {
            termsVersion = accepted.terms();
            return;
        }
        stateSince = at;
        suspendReason = null;
        stateText = null;
        switch (event) {
            case GrantEvent.Suspended(var reason, var text) -> {
                state = GrantState.SUSPENDED;
                suspendReason = reason;
                stateText = text;
            }
            case GrantEvent.Resumed(var text) -> {
                state = GrantState.ACTIVE;
                stateText = text;
            }
            case GrantEvent.TermsAccepted(var terms, _) -> {
                state = GrantState.ACTIVE;
                termsVersion = terms;
            }
            case GrantEvent.Revoked(var reason, var text) -> {
                state = GrantState.REVOKED;
                revokeReason = reason;
                stateText = text;
            }
            case GrantEvent.Expired _ -> state = GrantState.EXPIRED;
            case GrantEvent.Superseded _ -> state = GrantState.SUPERSEDED;
        }
    }

    public UUID id() {
        if (id == null) {
            throw new IllegalStateException("the grant is not stored yet");
        }
        return id;
    }

    public String reference() {
        return reference;
    }

    public UUID person() {
        return person;
    }

    public UUID model() {
        return model;
    }

    public UUID origin() {
        return origin;
    }

    public UUID termsVersion() {
        return termsVersion;
    }

    public ReleaseRange releases() {
        return new ReleaseRange(releaseRange);
    }

    /// The state by the clock: a live grant whose time is over has expired, whether or not anybody wrote that down yet.
    public GrantState stateAt(Instant now) {
        return state.isLive() && !now.isBefore(endsAt) ? GrantState.EXPIRED : state;
    }

    public Optional<SuspendReason> suspendReason() {
        return Optional.ofNullable(suspendReason);
    }

    public Optional<RevokeReason> revokeReason() {
        return Optional.ofNullable(revokeReason);
    }

    /// What the one who changed it last wrote for the holder.
    public Optional<String> stateText() {
        return Optional.ofNullable(stateText);
    }

    public Instant stateSince() {
        return stateSince;
    }

    public Instant startsAt() {
        return startsAt;
    }

    public Instant endsAt() {
        return endsAt;
    }

    public String traceId() {
        return traceId;
    }

    public int version() {
        return version;
    }
}
