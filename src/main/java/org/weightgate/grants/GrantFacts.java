package org.weightgate.grants;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What `decide` must know beside the grant: the time, who asks, which version of the grant they had before them, and whether
/// the time to accept newer terms is over.
record GrantFacts(Instant now, Asker asker, @Nullable Integer seenVersion, boolean termsOverdue) {

    enum Asker {
        /// the portal itself, by its schedule or inside a decision already made
        PORTAL,
        /// owner or reviewer of the model, or an administrator
        STEWARD,
        /// a steward who holds this very grant
        STEWARD_OF_OWN_GRANT,
        HOLDER
    }

    static GrantFacts ofPortal(Instant now) {
        return new GrantFacts(now, Asker.PORTAL, null, false);
    }
}
