package org.weightgate.catalogue;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/// How access to a model is given: for how long, decided by how many, with which pauses.
public record PolicyRules(@Min(1) @Max(3650) int grantDays, @Min(30) @Max(900) int ticketTtlSeconds,
        @Min(0) @Max(value = 0, message = "must be 0: this portal does not hold decisions back yet") int holdSeconds,
        @Min(1) @Max(5) int quorum, @Min(0) @Max(3650) int reapplyDays) {

    /// A year's grant, URLs that live ten minutes, one vote that holds at once, a month before the next try.
    static final PolicyRules DEFAULT = new PolicyRules(365, 600, 0, 1, 30);
}
