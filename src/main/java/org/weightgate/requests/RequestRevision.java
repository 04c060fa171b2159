package org.weightgate.requests;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// What was sent, frozen: the answers and the terms accepted with them.
@Entity
@Immutable
@Table(name = "request_revision")
class RequestRevision {

    @Embeddable
    record Key(@Column(name = "request_id") UUID request, int number) implements Serializable {
    }

    @EmbeddedId
    private Key key;
    private int formVersion;
    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> answers;
    private String answersSha256;
    private UUID termsVersionId;
    private int termsVersion;
    private String termsSha256;
    private Instant submittedAt;

    @SuppressWarnings("NullAway.Init")
    protected RequestRevision() {
    }

    RequestRevision(UUID request, RequestEvent.Submitted submitted, UUID termsVersionId, Instant now) {
        key = new Key(request, submitted.revision());
        formVersion = Answers.FORM_VERSION;
        answers = submitted.answers().byId();
        answersSha256 = submitted.answers().sha256();
        this.termsVersionId = termsVersionId;
        termsVersion = submitted.terms().version();
        termsSha256 = submitted.terms().sha256();
        submittedAt = now;
    }

    UUID request() {
        return key.request();
    }

    int number() {
        return key.number();
    }

    int formVersion() {
        return formVersion;
    }

    Answers answers() {
        return new Answers(answers);
    }

    String answersSha256() {
        return answersSha256;
    }

    UUID termsVersionId() {
        return termsVersionId;
    }

    Terms terms() {
        return new Terms(termsVersion, termsSha256);
    }

    Instant submittedAt() {
        return submittedAt;
    }
}
