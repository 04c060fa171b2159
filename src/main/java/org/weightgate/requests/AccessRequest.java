package org.weightgate.requests;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

/// One person asking for one model. It only applies what `RequestRules` decided.
@Entity
@Table(name = "access_request")
public class AccessRequest {

    @Id
    private UUID id;
    private String reference;
    private UUID personId;
    private UUID modelId;
    @Enumerated(EnumType.STRING)
    private RequestState state;
    private int revision;
    @Version
    private int version;
    private String applicantName;
    private String affiliation;
    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant submittedAt;
    private @Nullable Instant decidedAt;
    private @Nullable Instant grantedUntil;
    @Enumerated(EnumType.STRING)
    private @Nullable RejectionReason reasonCode;
    private @Nullable String publicText;
    private @Nullable Instant reapplyFrom;
    private @Nullable UUID follows;
    @Embedded
    private @Nullable HeldColumns held;

    @SuppressWarnings("NullAway.Init")
    protected AccessRequest() {
    }

    void apply(RequestEvent event, Instant now) {
        switch (event) {
            case RequestEvent.Started started -> {
                follows = started.follows();
                return;
            }
            case RequestEvent.Voted _ -> {
                return;
            }
            case RequestEvent.ConflictDeclared _ -> {
                return;
            }
            case RequestEvent.ConflictRetracted _ -> {
                return;
            }
            case RequestEvent.Submitted submitted -> submit(submitted, now);
            case RequestEvent.DecisionHeld(var decision) -> held = new HeldColumns(decision);
            case RequestEvent.DecisionTakenBack _ -> held = null;
            case RequestEvent.DecisionVoided _ -> held = null;
            case RequestEvent.Approved approved -> {
                close(RequestState.APPROVED, now);
                grantedUntil = approved.until();
            }
            case RequestEvent.Rejected rejected -> {
                close(RequestState.REJECTED, now);
                reasonCode = rejected.reason();
                publicText = rejected.text();
                reapplyFrom = rejected.reapplyFrom();
            }
            case RequestEvent.ChangesRequested changes -> {
                state = RequestState.CHANGES_REQUESTED;
                held = null;
                publicText = changes.text();
            }
            case RequestEvent.Withdrawn _ -> close(RequestState.WITHDRAWN, now);
            case RequestEvent.Lapsed _ -> close(RequestState.LAPSED, now);
        }
        updatedAt = now;
    }

    private void submit(RequestEvent.Submitted submitted, Instant now) {
        state = RequestState.SUBMITTED;
        revision = submitted.revision();
        applicantName = submitted.answers().to(Question.NAME);
        affiliation = submitted.answers().to(Question.AFFILIATION);
        submittedAt = now;
        publicText = null;
    }

    private void close(RequestState end, Instant now) {
        state = end;
        held = null;
        decidedAt = now;
    }

    /// Where it stands for a reviewer, who has no draft.
    public Position position() {
        return position(0);
    }

    Position position(int draft) {
        return new Position(id, personId, modelId, state, revision, version, draft, held().orElse(null));
    }

    public UUID id() {
        return id;
    }

    public String reference() {
        return reference;
    }

    public UUID personId() {
        return personId;
    }

    public UUID modelId() {
        return modelId;
    }

    public RequestState state() {
        return state;
    }

    public int revision() {
        return revision;
    }

    public int version() {
        return version;
    }

    public String applicantName() {
        return applicantName;
    }

    public String affiliation() {
        return affiliation;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant submittedAt() {
        return submittedAt;
    }

    public @Nullable Instant decidedAt() {
        return decidedAt;
    }

    public @Nullable Instant grantedUntil() {
        return grantedUntil;
    }

    public @Nullable RejectionReason reason() {
        return reasonCode;
    }

    public @Nullable String publicText() {
        return publicText;
    }

    public @Nullable Instant reapplyFrom() {
        return reapplyFrom;
    }

    /// The closed request whose answers this one began with.
    public Optional<UUID> follows() {
        return Optional.ofNullable(follows);
    }

    /// A decision that has not taken effect yet; nothing of it is for the applicant.
    public Optional<Held> held() {
        return held == null ? Optional.empty() : Optional.of(held.held(revision));
    }
}
