package org.weightgate.review;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Someone looks at a request until a moment; activity moves it on.
///
/// @param giver the name of whoever handed it over or assigned it
public record Claim(UUID request, UUID reviewer, String name, Optional<String> giver, Instant since, Instant until) {

    public boolean isOf(UUID person) {
        return reviewer.equals(person);
    }
}
