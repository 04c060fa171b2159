package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

/// What the world looked like when a claim was asked for.
///
/// @param open   whether reviewers or the applicant still have to do something
/// @param lead   whether the actor leads the reviewers of this model
/// @param barred whether the actor may not decide on it: the applicant, a member, the referee, a declared conflict
/// @param holder who looks at it at this moment
record ClaimFacts(boolean open, boolean lead, boolean barred, Optional<Claim> holder) {

    /// Whom a claim is given to.
    ///
    /// @param reviewer whether they may review the model at all
    record Target(UUID person, boolean reviewer, boolean away, boolean barred) {
    }
}
