package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Model;
import org.weightgate.events.DatabaseClock;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantActs;
import org.weightgate.grants.GrantState;
import org.weightgate.grants.Grants;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.people.StepUp;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Facts;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.web.Instants;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

/// Decides about a person by name, as programs of a model's owners do. It is the same decision as on the desk: on the current
/// revision, with the facts read in this very call, by the same rules and with the same refusals.
@ApplicationScoped
public class AccessDesk {

    private static final int SHORTEST_WHY = 10;

    private final Jurisdiction jurisdiction;
    private final People people;
    private final AccessRequests requests;
    private final RequestFacts facts;
    private final ReviewDesk desk;
    private final Grants grants;
    private final GrantActs acts;
    private final DatabaseClock clock;
    private final StepUp stepUp;
    private final AccessPolicies policies;

    AccessDesk(Jurisdiction jurisdiction, People people, AccessRequests requests, RequestFacts facts, ReviewDesk desk,
            Grants grants, GrantActs acts, DatabaseClock clock, StepUp stepUp, AccessPolicies policies) {
        this.jurisdiction = jurisdiction;
        this.people = people;
        this.requests = requests;
        this.facts = facts;
        this.desk = desk;
        this.grants = grants;
        this.acts = acts;
        this.clock = clock;
        this.stepUp = stepUp;
        this.policies = policies;
    }

    public void requireReviewer(Person reviewer, Model model) {
        if (!jurisdiction.covers(reviewer, model.id())) {
            throw new ProblemException(403, "not-reviewer",
                    "Only the owners and reviewers of " + model.fullName() + " decide who gets it.");
        }
    }

    @Transactional
    public void carryOut(Person reviewer, Model model, String username, AccessWish wish) {
        requireReviewer(reviewer, model);
        stepUp.require(policies.current(model).stepUp());
        Person applicant = person(username);
        Optional<AccessRequest> waiting = requests.latest(applicant.id(), model.id())
                .filter(request -> request.state().isUnderReview());
        Optional<Grant> grant = grants.current(applicant.id(), model.id())
                .filter(held -> held.stateAt(clock.now()).isLive());
        switch (wish) {
            case AccessWish.Accept _ -> accept(reviewer, applicant, model, waiting, grant);
            case AccessWish.Reject(var why) -> reject(reviewer, applicant, model, waiting, grant, why);
            case AccessWish.BackToPending _ -> acts.pause(
                    grant.filter(held -> held.stateAt(clock.now()) == GrantState.ACTIVE)
                            .orElseThrow(() -> noneInState(username, "has no access that could be taken back to pending; a"
                                    + " decided request is not reopened"))
                            .id(),
                    "Your access is being looked at again.");
            case AccessWish.Reset(var why) -> acts.revoke(
                    grant.orElseThrow(() -> noneInState(username, "has no access that could be reset")).id(),
                    words(why, "Access was reset by the owners of the model. You may apply again."));
        }
    }

    /// A request that waits is what is meant, whatever else the person holds; while it is the applicant's turn nobody decides.
    private void accept(Person reviewer, Person applicant, Model model, Optional<AccessRequest> waiting,
            Optional<Grant> grant) {
        if (waiting.isPresent()) {
            decide(reviewer, applicant, model, waiting.get(),
                    new Ruling(Verdict.APPROVE, null, null, null, "", null, List.of()));
            return;
        }
        Grant held = grant.orElseThrow(() -> nothingWaits(applicant));
        if (held.stateAt(clock.now()) == GrantState.ACTIVE) {
            throw new ProblemException(400, "already-accepted", applicant.username() + " already has access.");
        }
        acts.resume(held.id(), "Accepted by the owners of the model.");
    }

    private void reject(Person reviewer, Person applicant, Model model, Optional<AccessRequest> waiting,
            Optional<Grant> grant, @Nullable String why) {
        if (waiting.isPresent()) {
            decide(reviewer, applicant, model, waiting.get(), new Ruling(Verdict.REJECT, null, null, RejectionReason.OTHER,
                    words(why, "The owners of the model gave no further reason."), null, List.of()));
            return;
        }
        Grant held = grant.orElseThrow(() -> nothingWaits(applicant));
        Instant again = clock.now().plus(Duration.ofDays(policies.current(model).reapplyDays()));
        acts.reject(held.id(), words(why, "Access was ended by the owners of the model.") + "\nYou may apply again from "
                + Instants.day(again) + ".");
    }

    private void decide(Person reviewer, Person applicant, Model model, AccessRequest found, Ruling ruling) {
        AccessRequest request = requests.lock(found.id()).orElseThrow();
        Facts now = facts.of(applicant, model, Optional.of(request));
        var seen = new Seen(request.version(), request.revision(), now.digest());
        if (desk.decide(reviewer, request.id(), "", seen, ruling) instanceof Outcome.Refused<Ruled>(var reason)) {
            throw Refusals.of(reason).exception();
        }
    }

    private static ProblemException nothingWaits(Person applicant) {
        return noneInState(applicant.username(), "has no request that waits for a decision. Access is given on an"
                + " application only, because that is where the terms are accepted");
    }

    private Person person(String username) {
        return people.named(username)
                .orElseThrow(() -> ProblemException.notFound("Nobody called " + username + " has signed in here."));
    }

    private static ProblemException noneInState(String username, String what) {
        return ProblemException.notFound(username + " " + what + ".");
    }

    private static String words(@Nullable String why, String otherwise) {
        String readable = why == null ? "" : PlainText.lines(why);
        if (readable.isEmpty()) {
            return otherwise;
        }
        return readable.length() < SHORTEST_WHY ? readable + " (no more words were given)" : readable;
    }
}
