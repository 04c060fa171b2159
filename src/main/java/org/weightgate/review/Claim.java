package org.weightgate.review;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Someone looks at a request until a moment; activity moves it on.
public record Claim(UUID request, UUID reviewer, String name, Instant since, Instant until, @Nullable UUID givenBy) {

    public boolean isOf(UUID person) {
        return reviewer.equals(person);
    }
}
