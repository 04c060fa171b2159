package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.people.Person;
import org.weightgate.people.StepUp;
import org.weightgate.requests.Decision;
import org.weightgate.requests.Facts;
import org.weightgate.requests.Idempotency;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RequestCommand;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestRules;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Tally;

/// What a reviewer does about a request: decide, take back, stand aside. Each is one transaction under the request's row lock.
@ApplicationScoped
class ReviewDesk {

    private final CaseFiles files;
    private final Idempotency idempotency;
    private final AccessPolicies policies;
    private final StepUp stepUp;
    private final ClaimDesk claims;

    ReviewDesk(CaseFiles files, Idempotency idempotency, AccessPolicies policies, StepUp stepUp, ClaimDesk claims) {
        this.files = files;
        this.idempotency = idempotency;
        this.policies = policies;
        this.stepUp = stepUp;
        this.claims = claims;
    }

    @Transactional
    Outcome<Ruled> decide(Person reviewer, UUID id, String key, Seen seen, Ruling ruling) {
        var call = new Idempotency.Call(reviewer.id(), key, "decide " + id, List.of(seen, ruling));
        return once(call, reviewer, id, true, now -> ruling.command(reviewer.id(), seen, now));
    }

    /// Takes a decision of one's own back before it takes effect.
    @Transactional
    Outcome<Ruled> takeBack(Person reviewer, UUID id, String key, int version) {
        var call = new Idempotency.Call(reviewer.id(), key, "take back " + id, version);
        return once(call, reviewer, id, false, _ -> new Outcome.Done<>(new RequestCommand.TakeBack(reviewer.id(), version)));
    }

    /// Says that one should not decide on this request; a vote already given no longer counts, and a claim ends.
    @Transactional
    Outcome<Ruled> declareConflict(Person reviewer, UUID id, String key, String reason) {
        var call = new Idempotency.Call(reviewer.id(), key, "declare conflict " + id, reason);
        return once(call, reviewer, id, false,
                _ -> new Outcome.Done<>(new RequestCommand.DeclareConflict(reviewer.id(), reason)));
    }

    @Transactional
    Outcome<Ruled> retractConflict(Person reviewer, UUID id, String key) {
        var call = new Idempotency.Call(reviewer.id(), key, "retract conflict " + id, "");
        return once(call, reviewer, id, false, _ -> new Outcome.Done<>(new RequestCommand.RetractConflict(reviewer.id())));
    }

    /// `decides`: whether a model that asks for a second factor asks for it here.
    private Outcome<Ruled> once(Idempotency.Call call, Person reviewer, UUID id, boolean decides,
            Function<Facts, Outcome<RequestCommand>> asked) {
        return idempotency.once(call, Ruled.class, () -> {
            Optional<CaseFile> file = files.open(id, reviewer);
            if (file.isEmpty()) {
                return new Outcome.Refused<>(new Refusal.NotFound());
            }
            stepUp.require(decides && file.get().facts().panel().reviewer()
                    && policies.current(file.get().model()).stepUp());
            return switch (asked.apply(file.get().facts())) {
                case Outcome.Refused<RequestCommand>(var reason) -> new Outcome.Refused<>(reason);
                case Outcome.Done<RequestCommand>(var command) -> carryOut(file.get(), reviewer, command);
            };
        });
    }

    private Outcome<Ruled> carryOut(CaseFile file, Person reviewer, RequestCommand command) {
        return switch (RequestRules.decide(file.request().position(), command, file.facts())) {
            case Decision.Refused(var reason) -> new Outcome.Refused<>(reason);
            case Decision.Decided(var events) -> new Outcome.Done<>(takeEffect(file, reviewer, events));
        };
    }

    private Ruled takeEffect(CaseFile file, Person reviewer, List<RequestEvent> events) {
        files.carryOut(file, reviewer.id(), events);
        if (events.stream().anyMatch(RequestEvent.ConflictDeclared.class::isInstance)) {
            claims.release(reviewer, file.request().id());
        }
        int approvals = Tally.of(file.facts()).after(events).approvals();
        return Ruled.of(file.request(), approvals, file.facts().policy().quorum());
    }
}
