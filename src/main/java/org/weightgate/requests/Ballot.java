package org.weightgate.requests;

import java.util.UUID;

/// Who voted how on the current revision.
public record Ballot(UUID reviewer, Verdict verdict) {
}
