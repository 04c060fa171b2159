package org.weightgate.review;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.requests.RequestState;

/// One line of the queue.
///
/// @param turnAt    since when it is whose turn it is: for reviewers without the time the applicant had it
/// @param dueAt     when the answer is due, while reviewers have it
/// @param claimedBy who looks at it now
public record QueueRow(UUID id, String reference, UUID personId, String person, String institution, String model,
        RequestState state, int revision, Instant turnAt, @Nullable Instant dueAt, int approvals,
        @Nullable UUID claimedBy, @Nullable String claimedByName, @Nullable Instant claimedUntil) {

    public boolean isClaimed() {
        return claimedBy != null;
    }
}
