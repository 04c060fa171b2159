package org.weightgate.jobs;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.jspecify.annotations.Nullable;

/// A person's word: this job, or all jobs whose names begin so, may download this model in my name.
@Entity
class TrustedJob {

    @Id
    private UUID id;
    @Column(name = "person_id")
    private UUID person;
    @Column(name = "model_id")
    private UUID model;
    /// Only queries read who the job is.
    @SuppressWarnings("UnusedVariable")
    private String issuer;
    @SuppressWarnings("UnusedVariable")
    private String subject;
    @SuppressWarnings("UnusedVariable")
    private Instant createdAt;
    private @Nullable Instant lastUsedAt;

    @SuppressWarnings("NullAway.Init")
    protected TrustedJob() {
    }

    void used(Instant now) {
        if (lastUsedAt == null || lastUsedAt.isBefore(now)) {
            lastUsedAt = now;
        }
    }

    UUID id() {
        return id;
    }

    UUID person() {
        return person;
    }

    UUID model() {
        return model;
    }
}
