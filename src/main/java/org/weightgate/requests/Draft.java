package org.weightgate.requests;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// What is being typed. Its version is what a form's hidden field and an API's ETag carry.
@Entity
@Table(name = "request_draft")
class Draft {

    @Id
    private UUID requestId;
    private int version;
    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> answers;
    private Instant savedAt;

    @SuppressWarnings("NullAway.Init")
    protected Draft() {
    }

    Draft(UUID requestId) {
        this.requestId = requestId;
        answers = Map.of();
        savedAt = Instant.EPOCH;
    }

    void replace(Answers typed, Instant now) {
        version++;
        answers = typed.storable().byId();
        savedAt = now;
    }

    int version() {
        return version;
    }

    Answers answers() {
        return new Answers(answers);
    }

    Instant savedAt() {
        return savedAt;
    }
}
