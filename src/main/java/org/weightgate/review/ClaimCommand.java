package org.weightgate.review;

/// What can be asked about who looks at a request.
sealed interface ClaimCommand {

    /// Look at it; held by somebody else it stays theirs.
    record Take() implements ClaimCommand {
    }

    /// Look at it instead of whoever does now, for everyone to see.
    record TakeOver() implements ClaimCommand {
    }

    /// Let someone else look at it: the holder hands it over, a lead assigns it.
    record Give(ClaimFacts.Target to) implements ClaimCommand {
    }

    record Release() implements ClaimCommand {
    }
}
