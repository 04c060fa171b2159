package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.Verdict;

/// Words for a decision, with the reason code they go with.
public record DecisionTemplate(UUID id, Verdict verdict, Optional<RejectionReason> reason, String name, String text) {

    public String reasonCode() {
        return reason.map(RejectionReason::name).orElse("");
    }

    public boolean isRejection() {
        return verdict == Verdict.REJECT;
    }

    public String kind() {
        return isRejection() ? "rejection" : "asking for changes";
    }
}
