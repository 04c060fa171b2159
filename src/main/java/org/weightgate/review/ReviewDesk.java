package org.weightgate.review;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.grants.GrantDesk;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Decision;
import org.weightgate.requests.Facts;
import org.weightgate.requests.Idempotency;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RequestCommand;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.RequestFacts;
import org.weightgate.requests.RequestHistory;
import org.weightgate.requests.RequestRules;
import org.weightgate.requests.Seen;

/// Decides a request: vote, state, grant, mail and events are one transaction under the request's row lock.
@ApplicationScoped
class ReviewDesk {

    private final AccessRequests requests;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final Idempotency idempotency;
    private final Jurisdiction jurisdiction;
    private final Votes votes;
    private final People people;
    private final Models models;
    private final TermsVersions terms;
    private final GrantDesk grants;
    private final DecisionLetters letters;

    ReviewDesk(AccessRequests requests, RequestFacts facts, RequestHistory history, Idempotency idempotency,
            Jurisdiction jurisdiction, Votes votes, People people, Models models, TermsVersions terms, GrantDesk grants,
            DecisionLetters letters) {
        this.requests = requests;
        this.facts = facts;
        this.history = history;
        this.idempotency = idempotency;
        this.jurisdiction = jurisdiction;
        this.votes = votes;
        this.people = people;
        this.models = models;
        this.terms = terms;
        this.grants = grants;
        this.letters = letters;
    }

    @Transactional
    Outcome<Ruled> decide(Person reviewer, UUID id, String key, Seen seen, Ruling ruling) {
        var call = new Idempotency.Call(reviewer.id(), key, "decide " + id, List.of(seen, ruling));
        return idempotency.once(call, Ruled.class, () -> {
            Optional<AccessRequest> request = requests.lock(id);
            if (request.isEmpty()) {
                return new Outcome.Refused<>(new Refusal.NotFound());
            }
            return new Case(request.get(), reviewer).decide(seen, ruling);
        });
    }

    private final class Case {

        private final AccessRequest request;
        private final Person reviewer;
        private final Person applicant;
        private final Model model;
        private final Facts now;

        Case(AccessRequest request, Person reviewer) {
            this.request = request;
            this.reviewer = reviewer;
            applicant = people.findById(request.personId());
            model = models.findById(request.modelId());
            now = facts.of(applicant, model, Optional.of(request))
                    .reviewed(jurisdiction.covers(reviewer, request.modelId()));
        }

        Outcome<Ruled> decide(Seen seen, Ruling ruling) {
            return switch (ruling.command(reviewer.id(), seen, now)) {
                case Outcome.Refused<RequestCommand>(var reason) -> new Outcome.Refused<>(reason);
                case Outcome.Done<RequestCommand>(var command) -> carryOut(command);
            };
        }

        private Outcome<Ruled> carryOut(RequestCommand command) {
            return switch (RequestRules.decide(request.position(), command, now)) {
                case Decision.Refused(var reason) -> new Outcome.Refused<>(reason);
                case Decision.Decided(var events) -> new Outcome.Done<>(takeEffect(events));
            };
        }

        /// Everything a decision does, at once; a hold before it takes effect would begin here.
        private Ruled takeEffect(List<RequestEvent> events) {
            history.write(request, reviewer.id(), events);
            for (RequestEvent event : events) {
                switch (event) {
                    case RequestEvent.Voted vote -> votes.record(request.id(), vote, now.now());
                    case RequestEvent.Approved approved -> {
                        grants.issue(applicant.id(), model, request.id(), reviewer.id(),
                                terms.current(model).id(), approved.until());
                        letters.approved(request, applicant, model, approved);
                    }
                    case RequestEvent.Rejected rejected -> letters.rejected(request, applicant, model, rejected);
                    case RequestEvent.ChangesRequested changes ->
                        letters.changesRequested(request, applicant, model, changes);
                    case RequestEvent.Started _ -> throw notOurs(event);
                    case RequestEvent.Submitted _ -> throw notOurs(event);
                    case RequestEvent.Withdrawn _ -> throw notOurs(event);
                }
            }
            int approvals = votes.approvers(request.id(), request.revision()).size();
            return Ruled.of(request, approvals, now.policy().quorum());
        }

        private IllegalStateException notOurs(RequestEvent event) {
            return new IllegalStateException("A review does not lead to " + event.type());
        }
    }
}
