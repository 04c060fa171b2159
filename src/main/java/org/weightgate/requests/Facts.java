package org.weightgate.requests;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// What the world looked like when a command arrived, read once inside its transaction.
///
/// @param reapplyFrom the end of the waiting time after an earlier rejection, if there is one
/// @param terms       the terms in force now
/// @param accepted    the terms accepted with the current revision
/// @param approvers   who has approved the current revision so far
/// @param reviewer    whether the actor may review this model
public record Facts(Instant now, boolean emailVerified, @Nullable Instant reapplyFrom, Terms terms,
        @Nullable Terms accepted, Policy policy, Set<UUID> approvers, boolean reviewer, String digest) {

    public record Policy(int version, int grantDays, int reapplyDays, int quorum) {
    }

    public Facts reviewedBy(boolean mayReview, Set<UUID> approvedSoFar) {
        return new Facts(now, emailVerified, reapplyFrom, terms, accepted, policy, approvedSoFar, mayReview, digest);
    }
}
