package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

/// Who may look at a request, and who may say that somebody else should. A claim never decides anything.
final class ClaimRules {

    static final String TAKEN = "claim.taken";
    static final String TAKEN_OVER = "claim.taken-over";
    static final String HANDED_OVER = "claim.handed-over";
    static final String ASSIGNED = "claim.assigned";
    static final String RELEASED = "claim.released";

    private ClaimRules() {
    }

    static ClaimDecision decide(UUID actor, ClaimCommand command, ClaimFacts facts) {
        if (!facts.open()) {
            return refused(ClaimRefusal.CLOSED);
        }
        return switch (command) {
            case ClaimCommand.Take _ -> take(actor, facts, false);
            case ClaimCommand.TakeOver _ -> take(actor, facts, true);
            case ClaimCommand.Give(var to) -> give(actor, to, facts);
            case ClaimCommand.Release _ -> release(actor, facts);
        };
    }

    private static ClaimDecision take(UUID actor, ClaimFacts facts, boolean over) {
        if (facts.barred()) {
            return refused(ClaimRefusal.BARRED);
        }
        Optional<Claim> holder = facts.holder();
        if (holder.isEmpty()) {
            return new ClaimDecision.Held(actor, TAKEN);
        }
        if (holder.get().isOf(actor)) {
            return new ClaimDecision.Renewed();
        }
        return over ? new ClaimDecision.Held(actor, TAKEN_OVER) : refused(ClaimRefusal.heldBy(holder.get()));
    }

    private static ClaimDecision give(UUID actor, ClaimFacts.Target to, ClaimFacts facts) {
        boolean mine = facts.holder().filter(claim -> claim.isOf(actor)).isPresent();
        if (!mine && !facts.lead()) {
            return refused(ClaimRefusal.NOT_HELD);
        }
        if (!to.reviewer()) {
            return refused(ClaimRefusal.NO_REVIEWER);
        }
        if (to.away()) {
            return refused(ClaimRefusal.AWAY);
        }
        if (to.barred()) {
            return refused(ClaimRefusal.TARGET_BARRED);
        }
        return new ClaimDecision.Held(to.person(), mine ? HANDED_OVER : ASSIGNED);
    }

    private static ClaimDecision release(UUID actor, ClaimFacts facts) {
        return facts.holder().filter(claim -> claim.isOf(actor)).isPresent()
                ? new ClaimDecision.Freed()
                : refused(ClaimRefusal.NOT_HELD);
    }

    private static ClaimDecision refused(ClaimRefusal reason) {
        return new ClaimDecision.Refused(reason);
    }

    /// What the actor did, for people who may see who it was.
    static Optional<String> words(String event) {
        return switch (event) {
            case TAKEN -> Optional.of("claimed it");
            case TAKEN_OVER -> Optional.of("took it over");
            case HANDED_OVER -> Optional.of("handed it over");
            case ASSIGNED -> Optional.of("assigned it");
            case RELEASED -> Optional.of("released it");
            default -> Optional.empty();
        };
    }
}
