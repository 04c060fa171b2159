package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.requests.Facts;
import org.weightgate.requests.FieldNote;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestCommand;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.web.Problem.FieldError;

/// What a reviewer sent: a verdict and what goes with it. What is left out is taken from the policy.
record Ruling(Verdict verdict, @Nullable Instant until, @Nullable Integer days, @Nullable RejectionReason reason,
        String publicText, @Nullable Instant reapplyFrom, List<FieldNote> notes) {

    static final FieldError REASON_MISSING = new FieldError("reasonCode", "Choose the reason the applicant will see.");

    Outcome<RequestCommand> command(UUID reviewer, Seen seen, Facts facts) {
        return switch (verdict) {
            case APPROVE -> done(new RequestCommand.Approve(reviewer, seen, end(facts)));
            case REQUEST_CHANGES -> done(new RequestCommand.RequestChanges(reviewer, seen, publicText, notes));
            case REJECT -> reason == null
                    ? new Outcome.Refused<>(new Refusal.InvalidRuling(List.of(REASON_MISSING)))
                    : done(new RequestCommand.Reject(reviewer, seen, reason, publicText,
                            mayReapply(facts)));
        };
    }

    private Instant end(Facts facts) {
        if (until != null) {
            return until;
        }
        return inDays(facts, days == null ? facts.policy().grantDays() : days);
    }

    /// A day is meant as a day: today has begun before now.
    private Instant mayReapply(Facts facts) {
        if (reapplyFrom == null) {
            return inDays(facts, facts.policy().reapplyDays());
        }
        boolean today = reapplyFrom.equals(facts.now().truncatedTo(ChronoUnit.DAYS));
        return today ? facts.now() : reapplyFrom;
    }

    private static Instant inDays(Facts facts, int days) {
        return facts.now().plus(Duration.ofDays(days));
    }

    private static Outcome<RequestCommand> done(RequestCommand command) {
        return new Outcome.Done<>(command);
    }
}
