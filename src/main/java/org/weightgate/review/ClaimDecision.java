package org.weightgate.review;

import java.util.UUID;

/// What becomes of a claim.
sealed interface ClaimDecision {

    /// Somebody has it now.
    ///
    /// @param event what the request's history says about it
    record Held(UUID by, String event) implements ClaimDecision {
    }

    /// It was the actor's already: the time starts anew, nothing else happens.
    record Renewed() implements ClaimDecision {
    }

    record Freed() implements ClaimDecision {
    }

    record Refused(ClaimRefusal reason) implements ClaimDecision {
    }
}
