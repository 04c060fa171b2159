package org.weightgate.review;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Verdict;

/// What a decision call answers with; below the quorum the request still waits, and so it does while a decision is held.
public record Ruled(UUID id, String reference, RequestState state, int revision, int version, int approvals, int quorum,
        @Nullable Hold held) {

    /// Until `endsAt` the decision can be taken back.
    public record Hold(Verdict verdict, Instant endsAt) {
    }

    static Ruled of(AccessRequest request, int approvals, int quorum) {
        return new Ruled(request.id(), request.reference(), request.state(), request.revision(), request.version(),
                approvals, quorum, request.held().map(held -> new Hold(held.verdict(), held.endsAt())).orElse(null));
    }

    /// What became of it, if nothing is held.
    String words() {
        return switch (state) {
            case APPROVED -> "was approved";
            case REJECTED -> "was rejected";
            case CHANGES_REQUESTED -> "was asked for changes";
            case DRAFT, SUBMITTED, WITHDRAWN, LAPSED -> "has your vote: " + approvals + " of " + quorum + " approvals";
        };
    }
}
