package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Someone from outside who was asked for an opinion, as the desk shows it.
///
/// @param closed the request is decided or given up: the link is of no more use
/// @param lost   the mail with the link did not arrive
public record Expert(UUID id, String name, String email, int revision, List<String> fields, String question, Instant invited,
        Instant expires, boolean withdrawn, boolean expired, boolean closed, boolean lost, Optional<Answer> answer) {

    public record Answer(Recommendation recommendation, String text, Instant when) {
    }

    public boolean isWaiting() {
        return answer.isEmpty() && !withdrawn && !expired && !closed;
    }

    public String standing() {
        if (answer.isPresent()) {
            return answer.get().recommendation().words();
        }
        if (lost && isWaiting()) {
            return "the invitation did not arrive: is the address right?";
        }
        if (withdrawn) {
            return "invitation withdrawn";
        }
        if (closed) {
            return "not answered before the request was closed";
        }
        return expired ? "the time to answer is over" : "asked, not answered yet";
    }

    /// What must be known to answer an invitation.
    record Invitation(UUID id, UUID request, int revision, List<String> fields, String question, Instant expires) {
    }
}
