package org.weightgate.grants;

import static org.weightgate.grants.GrantFacts.Asker.HOLDER;
import static org.weightgate.grants.GrantFacts.Asker.STEWARD;
import static org.weightgate.grants.GrantFacts.Asker.STEWARD_OF_OWN_GRANT;
import static org.weightgate.grants.GrantState.SUSPENDED;

import org.weightgate.grants.GrantDecision.Agreed;
import org.weightgate.grants.GrantDecision.Refused;

/// Every rule of a grant's life.
final class GrantRules {

    static final String NEW_TERMS = "The model's terms changed. Read and accept them, and your access is open again at once.";

    private GrantRules() {
    }

    static GrantDecision decide(GrantPosition grant, GrantCommand command, GrantFacts facts) {
        if (command instanceof GrantCommand.AcceptTerms accept) {
            return acceptTerms(grant, accept, facts);
        }
        if (facts.asker() == HOLDER) {
            return new Refused(GrantRefusal.NOT_A_STEWARD);
        }
        if (facts.seenVersion() != null && facts.seenVersion() != grant.version()) {
            return new Refused(GrantRefusal.STALE);
        }
        if (!grant.state().isLive()) {
            return new Refused(GrantRefusal.ENDED);
        }
        return switch (command) {
            case GrantCommand.Expire _ -> isOver(grant, facts)
                    ? new Agreed(new GrantEvent.Expired())
                    : new Refused(GrantRefusal.NOT_YET_OVER);
            case GrantCommand.Supersede(var by) -> new Agreed(new GrantEvent.Superseded(by));
            case GrantCommand.Revoke(var reason, var text) -> isOver(grant, facts)
                    ? new Refused(GrantRefusal.ENDED)
                    : new Agreed(new GrantEvent.Revoked(reason, text));
            case GrantCommand.Suspend(var reason, var text) -> suspend(grant, reason, text, facts);
            case GrantCommand.Resume(var text) -> resume(grant, text, facts);
            case GrantCommand.AcceptTerms accept -> acceptTerms(grant, accept, facts);
        };
    }

    private static GrantDecision acceptTerms(GrantPosition grant, GrantCommand.AcceptTerms accept, GrantFacts facts) {
        if (facts.asker() == STEWARD) {
            return new Refused(GrantRefusal.NOT_THE_HOLDER);
        }
        if (!grant.state().isLive() || isOver(grant, facts)) {
            return new Refused(GrantRefusal.ENDED);
        }
        boolean waited = grant.state() == SUSPENDED && grant.suspended() == SuspendReason.TERMS;
        return new Agreed(new GrantEvent.TermsAccepted(accept.terms(), waited));
    }

    /// Acceptance ends a pause for terms at once; whoever has a reason of their own to pause puts it in that one's place.
    private static GrantDecision suspend(GrantPosition grant, SuspendReason reason, String text, GrantFacts facts) {
        if (isOver(grant, facts)) {
            return new Refused(GrantRefusal.ENDED);
        }
        if (grant.state() == SUSPENDED
                && (grant.suspended() != SuspendReason.TERMS || reason == SuspendReason.TERMS)) {
            return new Refused(GrantRefusal.ALREADY_SUSPENDED);
        }
        if (reason == SuspendReason.TERMS && !facts.termsOverdue()) {
            return new Refused(GrantRefusal.TERMS_NOT_OVERDUE);
        }
        return new Agreed(new GrantEvent.Suspended(reason, text));
    }

    /// Whoever pauses a grant for a reason of their own lifts that reason only: terms that are still to be accepted stay so.
    private static GrantDecision resume(GrantPosition grant, String text, GrantFacts facts) {
        if (isOver(grant, facts)) {
            return new Refused(GrantRefusal.ENDED);
        }
        if (grant.state() != SUSPENDED) {
            return new Refused(GrantRefusal.NOT_SUSPENDED);
        }
        if (facts.asker() == STEWARD_OF_OWN_GRANT) {
            return new Refused(GrantRefusal.OWN_GRANT);
        }
        if (!facts.termsOverdue()) {
            return new Agreed(new GrantEvent.Resumed(text));
        }
        return grant.suspended() == SuspendReason.TERMS
                ? new Refused(GrantRefusal.WAITS_FOR_TERMS)
                : new Agreed(new GrantEvent.Suspended(SuspendReason.TERMS, NEW_TERMS));
    }

    private static boolean isOver(GrantPosition grant, GrantFacts facts) {
        return !facts.now().isBefore(grant.endsAt());
    }
}
