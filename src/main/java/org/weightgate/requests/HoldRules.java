package org.weightgate.requests;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.weightgate.requests.Decision.Decided;
import org.weightgate.requests.Decision.Refused;
import org.weightgate.requests.RequestCommand.TakeBack;
import org.weightgate.requests.RequestEvent.Conclusion;

/// A decision between the vote that makes it and the moment it takes effect.
final class HoldRules {

    private HoldRules() {
    }

    static RequestEvent begin(Conclusion reached, UUID by, Facts facts) {
        if (facts.policy().hold().isZero()) {
            return reached;
        }
        return new RequestEvent.DecisionHeld(new Held(by, facts.effective(), facts.digest(), reached));
    }

    static Decision takeBack(Position request, TakeBack command, Facts facts) {
        if (!facts.panel().reviewer()) {
            return new Refused(new Refusal.NotReviewer());
        }
        Held held = request.held();
        boolean decided = held == null && request.state() != RequestState.SUBMITTED;
        if (!decided && command.version() != request.version()) {
            return new Refused(new Refusal.Stale(request.version(), request.revision(), request.state()));
        }
        if (held == null) {
            return new Refused(new Refusal.NothingHeld(request.state()));
        }
        if (!held.by().equals(command.actor())) {
            return new Refused(new Refusal.NotYourDecision());
        }
        if (!facts.now().isBefore(held.endsAt())) {
            return new Refused(new Refusal.HoldOver());
        }
        return new Decided(List.of(new RequestEvent.DecisionTakenBack(request.revision(), held.by())));
    }

    /// What stands at the end takes effect; what lost its ground meanwhile does not, and says why.
    static Decision end(Position request, Facts facts) {
        Held held = request.held();
        if (held == null) {
            return new Refused(new Refusal.NothingHeld(request.state()));
        }
        if (facts.now().isBefore(held.endsAt())) {
            return new Refused(new Refusal.HoldNotOver(held.endsAt()));
        }
        Set<ShownFact> changed = FactsDigest.changed(held.factsDigest(), facts.digest());
        if (facts.applicant().banned()) {
            return voided(request, held, VoidReason.BANNED, changed);
        }
        if (facts.panel().conflicted().contains(held.by()) || facts.involves(held.by())) {
            return voided(request, held, VoidReason.CONFLICT, changed);
        }
        if (!facts.panel().reviewer()) {
            return voided(request, held, VoidReason.NOT_REVIEWER, changed);
        }
        if (held.conclusion() instanceof RequestEvent.Approved approved && !approved.until().isAfter(facts.now())) {
            return voided(request, held, VoidReason.EXPIRED, changed);
        }
        if (!changed.isEmpty()) {
            return voided(request, held, VoidReason.FACTS_CHANGED, changed);
        }
        return new Decided(List.of(held.conclusion()));
    }

    /// Something else happens, and no held decision survives it.
    static Decision instead(Position request, VoidReason reason, RequestEvent event) {
        Held held = request.held();
        return new Decided(held == null ? List.of(event) : List.of(lost(request, held, reason, Set.of()), event));
    }

    static Decision andVoid(Position request, VoidReason reason, RequestEvent event) {
        Held held = request.held();
        return new Decided(held == null ? List.of(event) : List.of(event, lost(request, held, reason, Set.of())));
    }

    private static Decision voided(Position request, Held held, VoidReason reason, Set<ShownFact> changed) {
        return new Decided(List.of(lost(request, held, reason, changed)));
    }

    private static RequestEvent lost(Position request, Held held, VoidReason reason, Set<ShownFact> changed) {
        Set<ShownFact> ordered = changed.isEmpty() ? EnumSet.noneOf(ShownFact.class) : EnumSet.copyOf(changed);
        return new RequestEvent.DecisionVoided(request.revision(), held.by(), reason, ordered);
    }
}
