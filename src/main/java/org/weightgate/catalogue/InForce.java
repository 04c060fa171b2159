package org.weightgate.catalogue;

import java.time.Instant;

/// A release with its model, the policy that holds, and the time of the transaction that read them.
public record InForce(Model model, Release release, AccessPolicy policy, Instant now) {
}
