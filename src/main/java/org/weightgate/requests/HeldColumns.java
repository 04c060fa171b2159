package org.weightgate.requests;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.weightgate.requests.RequestEvent.Conclusion;

/// A held decision as columns of its request.
@Embeddable
class HeldColumns {

    private UUID heldBy;
    @Enumerated(EnumType.STRING)
    private Verdict heldVerdict;
    private Instant heldEndsAt;
    private String heldDigest;
    private @Nullable Instant heldGrantUntil;
    @Enumerated(EnumType.STRING)
    private @Nullable RejectionReason heldReason;
    private @Nullable String heldText;
    private @Nullable Instant heldReapplyFrom;
    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Map<String, String> heldNotes;

    @SuppressWarnings("NullAway.Init")
    protected HeldColumns() {
    }

    HeldColumns(Held held) {
        heldBy = held.by();
        heldVerdict = held.verdict();
        heldEndsAt = held.endsAt();
        heldDigest = held.factsDigest();
        switch (held.conclusion()) {
            case RequestEvent.Approved approved -> heldGrantUntil = approved.until();
            case RequestEvent.Rejected rejected -> {
                heldReason = rejected.reason();
                heldText = rejected.text();
                heldReapplyFrom = rejected.reapplyFrom();
            }
            case RequestEvent.ChangesRequested changes -> {
                heldText = changes.text();
                var notes = new LinkedHashMap<String, String>();
                changes.notes().forEach(note -> notes.put(note.field(), note.text()));
                heldNotes = notes;
            }
        }
    }

    Held held(int revision) {
        Conclusion conclusion = switch (heldVerdict) {
            case APPROVE -> new RequestEvent.Approved(revision, Objects.requireNonNull(heldGrantUntil));
            case REJECT -> new RequestEvent.Rejected(revision, Objects.requireNonNull(heldReason),
                    Objects.requireNonNull(heldText), heldReapplyFrom);
            case REQUEST_CHANGES -> new RequestEvent.ChangesRequested(revision, Objects.requireNonNull(heldText), notes());
        };
        return new Held(heldBy, heldEndsAt, heldDigest, conclusion);
    }

    /// In the order of the form, which JSON does not keep.
    private List<FieldNote> notes() {
        Map<String, String> texts = heldNotes == null ? Map.of() : heldNotes;
        return List.of(Question.values()).stream().filter(question -> texts.containsKey(question.id()))
                .map(question -> new FieldNote(question.id(), String.valueOf(texts.get(question.id())))).toList();
    }
}
