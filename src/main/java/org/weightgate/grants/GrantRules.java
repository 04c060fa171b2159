package org.weightgate.grants;

import static org.weightgate.grants.GrantFacts.Asker.HOLDER;
import static org.weightgate.grants.GrantFacts.Asker.STEWARD_OF_OWN_GRANT;
import static org.weightgate.grants.GrantState.SUSPENDED;

import java.time.Instant;

import org.weightgate.grants.GrantDecision.Agreed;
import org.weightgate.grants.GrantDecision.Refused;

/// Every rule of a grant's life.
final class GrantRules {

    private GrantRules() {
    }

    static GrantDecision decide(GrantState state, int version, Instant endsAt, GrantCommand command, GrantFacts facts) {
        if (facts.asker() == HOLDER) {
            return new Refused(GrantRefusal.NOT_A_STEWARD);
        }
        if (facts.seenVersion() != null && facts.seenVersion() != version) {
            return new Refused(GrantRefusal.STALE);
        }
        if (!state.isLive()) {
            return new Refused(GrantRefusal.ENDED);
        }
        boolean over = !facts.now().isBefore(endsAt);
        return switch (command) {
            case GrantCommand.Expire _ -> over
                    ? new Agreed(new GrantEvent.Expired())
                    : new Refused(GrantRefusal.NOT_YET_OVER);
            case GrantCommand.Supersede(var by) -> new Agreed(new GrantEvent.Superseded(by));
            case GrantCommand.Revoke(var text) -> over
                    ? new Refused(GrantRefusal.ENDED)
                    : new Agreed(new GrantEvent.Revoked(text));
            case GrantCommand.Suspend(var reason, var text) -> suspend(state, over, reason, text);
            case GrantCommand.Resume(var text) -> resume(state, over, text, facts);
        };
    }

    private static GrantDecision suspend(GrantState state, boolean over, SuspendReason reason, String text) {
        if (over) {
            return new Refused(GrantRefusal.ENDED);
        }
        if (state == SUSPENDED) {
            return new Refused(GrantRefusal.ALREADY_SUSPENDED);
        }
        return new Agreed(new GrantEvent.Suspended(reason, text));
    }

    private static GrantDecision resume(GrantState state, boolean over, String text, GrantFacts facts) {
        if (over) {
            return new Refused(GrantRefusal.ENDED);
        }
        if (state != SUSPENDED) {
            return new Refused(GrantRefusal.NOT_SUSPENDED);
        }
        if (facts.asker() == STEWARD_OF_OWN_GRANT) {
            return new Refused(GrantRefusal.OWN_GRANT);
        }
        return new Agreed(new GrantEvent.Resumed(text));
    }
}
