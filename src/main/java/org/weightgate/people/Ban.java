package org.weightgate.people;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps somebody away from one model, or from all.
@Entity
public class Ban {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    @Enumerated(EnumType.STRING)
    private BanKind kind;
    private String value;
    @Column(name = "person_id")
    private @Nullable UUID person;
    private String shown;
    @Column(name = "model_id")
    private @Nullable UUID model;
    private String reason;
    private @Nullable Instant until;
    private UUID placedBy;
    private Instant placedAt;
    @SuppressWarnings("UnusedVariable")
    private @Nullable UUID liftedBy;
    private @Nullable Instant liftedAt;
    private @Nullable Instant workedAt;

    @SuppressWarnings("NullAway.Init")
    protected Ban() {
    }

    Ban(BanSubject subject, @Nullable UUID model, String reason, @Nullable Instant until, UUID by, Instant now) {
        this.kind = subject.kind();
        this.value = subject.value();
        this.person = subject.person();
        this.shown = subject.shown();
        this.model = model;
        this.reason = reason;
        this.until = until;
        this.placedBy = by;
        this.placedAt = now;
    }

    /// Whom it ended something for is worked off once more: they are told.
    void lift(UUID by, Instant now) {
        workedAt = holdsAt(now) ? null : workedAt;
        liftedBy = by;
        liftedAt = now;
    }

    public boolean holdsAt(Instant now) {
        return liftedAt == null && (until == null || now.isBefore(until));
    }

    public UUID id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    public BanSubject subject() {
        return new BanSubject(kind, value, person, shown);
    }

    /// The one model it holds on; everywhere when there is none.
    public Optional<UUID> model() {
        return Optional.ofNullable(model);
    }

    public String reason() {
        return reason;
    }

    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /// The last moment it holds, for words: its end is the midnight after.
    public Optional<Instant> lastMoment() {
        return until().map(end -> end.minusSeconds(1));
    }

    public UUID placedBy() {
        return placedBy;
    }

    public Instant placedAt() {
        return placedAt;
    }

    public Optional<Instant> liftedAt() {
        return Optional.ofNullable(liftedAt);
    }

    /// Whether every request and grant it meets is closed.
    public boolean isWorkedOff() {
        return workedAt != null;
    }
}
