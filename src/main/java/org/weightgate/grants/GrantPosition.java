package org.weightgate.grants;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Where a grant stands when something is asked of it.
record GrantPosition(GrantState state, @Nullable SuspendReason suspended, int version, Instant endsAt, UUID terms) {
}
