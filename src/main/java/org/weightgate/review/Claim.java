package org.weightgate.review;

import java.time.Instant;
import java.util.UUID;

/// Someone looks at a request until a moment; activity moves it on.
public record Claim(UUID request, UUID reviewer, String name, Instant since, Instant until) {

    public boolean isOf(UUID person) {
        return reviewer.equals(person);
    }
}
