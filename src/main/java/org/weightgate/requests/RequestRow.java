package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

/// One of my requests in the list.
public record RequestRow(UUID id, String reference, String model, Banner banner, Instant since) {
}
