package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.FieldNote;
import org.weightgate.requests.Held;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.Verdict;
import org.weightgate.web.PlainText;

/// A decision that has not taken effect yet, as reviewers see it.
///
/// @param mine whether the reader may take it back
/// @param text what the applicant would read
public record HeldView(UUID id, String reference, int version, Verdict verdict, String by, boolean mine, Instant endsAt,
        Optional<Instant> until, Optional<String> reason, Optional<String> text, Optional<Instant> reapplyFrom,
        List<FieldNote> notes, String key) {

    static HeldView of(AccessRequest request, Held held, String by, boolean mine) {
        Optional<Instant> until = Optional.empty();
        Optional<String> reason = Optional.empty();
        Optional<String> text = Optional.empty();
        Optional<Instant> reapplyFrom = Optional.empty();
        List<FieldNote> notes = List.of();
        switch (held.conclusion()) {
            case RequestEvent.Approved approved -> until = Optional.of(approved.until());
            case RequestEvent.Rejected rejected -> {
                reason = Optional.of(rejected.reason().label());
                text = Optional.of(rejected.text());
                reapplyFrom = Optional.ofNullable(rejected.reapplyFrom());
            }
            case RequestEvent.ChangesRequested changes -> {
                text = Optional.of(changes.text());
                notes = changes.notes();
            }
        }
        return new HeldView(request.id(), request.reference(), request.version(), held.verdict(),
                PlainText.oneLine(by), mine, held.endsAt(), until, reason, text, reapplyFrom, notes,
                UUID.randomUUID().toString());
    }
}
