package org.weightgate.catalogue;

import java.util.UUID;

/// What holds for a model now: its terms, without their words, and its policy.
public record Rules(Model model, UUID termsId, int termsVersion, String termsSha256, String termsTitle, AccessPolicy policy) {
}
