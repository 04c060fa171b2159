package org.weightgate.grants;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// A grant as its holder and the model's stewards read it in JSON.
record GrantView(UUID id, String reference, String model, String releases, GrantState state,
        @Nullable SuspendReason suspendReason, @Nullable RevokeReason revokeReason, @Nullable String reason, Instant startsAt,
        Instant endsAt, Instant since,
        int version) {

    static GrantView of(Grant grant, String model, Instant now) {
        return new GrantView(grant.id(), grant.reference(), model, grant.releases().text(), grant.stateAt(now),
                grant.suspendReason().orElse(null), grant.revokeReason().orElse(null), grant.stateText().orElse(null),
                grant.startsAt(), grant.endsAt(),
                grant.stateSince(), grant.version());
    }
}
