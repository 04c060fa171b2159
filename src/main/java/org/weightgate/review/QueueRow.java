package org.weightgate.review;

import java.time.Instant;
import java.util.UUID;

import org.weightgate.requests.RequestState;

/// One line of the queue: the names are the columns of `ReviewQueue`'s query.
public record QueueRow(UUID id, String reference, String person, String institution, String model, RequestState state,
        Instant waitingSince) {
}
