package org.weightgate.grants;

import java.util.UUID;

/// What may be asked of a grant. `text` is what its holder gets to read.
sealed interface GrantCommand {

    record Suspend(SuspendReason reason, String text) implements GrantCommand {
    }

    record Resume(String text) implements GrantCommand {
    }

    record Revoke(RevokeReason reason, String text) implements GrantCommand {
    }

    /// The holder accepts the terms in force.
    record AcceptTerms(UUID terms) implements GrantCommand {
    }

    record Expire() implements GrantCommand {
    }

    record Supersede(UUID by) implements GrantCommand {
    }
}
