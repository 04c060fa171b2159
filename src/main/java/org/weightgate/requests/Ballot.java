package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Who voted how on the current revision, and what would follow.
///
/// @param until     how long access should last, when approving
/// @param rejection what the applicant would be told, when rejecting
public record Ballot(UUID reviewer, Verdict verdict, @Nullable Instant until, @Nullable Rejection rejection) {

    public record Rejection(RejectionReason reason, String text, Instant reapplyFrom) {
    }

    public static Ballot approval(UUID reviewer, Instant until) {
        return new Ballot(reviewer, Verdict.APPROVE, until, null);
    }

    public static Ballot rejection(UUID reviewer, Rejection rejection) {
        return new Ballot(reviewer, Verdict.REJECT, null, rejection);
    }

    static Ballot question(UUID reviewer) {
        return new Ballot(reviewer, Verdict.REQUEST_CHANGES, null, null);
    }
}
