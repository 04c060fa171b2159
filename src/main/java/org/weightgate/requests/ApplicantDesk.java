package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Rules;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.People;
import org.weightgate.people.Person;

/// What an applicant does with a request.
@ApplicationScoped
public class ApplicantDesk {

    private final People people;
    private final AccessRequests requests;
    private final RequestFacts facts;
    private final RequestHistory history;
    private final RequestLetters letters;
    private final CompanyLetters company;
    private final Idempotency idempotency;
    private final Models models;
    private final Resubmission resubmission;
    private final SubmissionNotes notes;
    private final Turnstile turnstile;
    private final DatabaseClock clock;

    ApplicantDesk(People people, AccessRequests requests, RequestFacts facts, RequestHistory history, RequestLetters letters,
            CompanyLetters company, Idempotency idempotency, Models models, Resubmission resubmission, SubmissionNotes notes,
            Turnstile turnstile,
            DatabaseClock clock) {
        this.people = people;
        this.requests = requests;
        this.facts = facts;
        this.history = history;
        this.letters = letters;
        this.company = company;
        this.idempotency = idempotency;
        this.models = models;
        this.resubmission = resubmission;
        this.notes = notes;
        this.turnstile = turnstile;
        this.clock = clock;
    }

    /// A draft as it was typed; `version` is the draft's the typing began from, 0 for none.
    public record Typed(int version, Answers answers) {
    }

    public record Saved(UUID id, String reference, RequestState state, int draft, boolean created) {
    }

    @Transactional
    public Outcome<Saved> save(Person person, Model model, Typed typed) {
        people.requireAccount(person.id());
        return saved(person, model, typed);
    }

    private Outcome<Saved> saved(Person person, Model model, Typed typed) {
        Optional<AccessRequest> open = requests.lockOpen(person.id(), model.id());
        boolean created = open.isEmpty();
        Outcome<AccessRequest> started = open.<Outcome<AccessRequest>> map(Outcome.Done::new)
                .orElseGet(() -> start(person, model, null, false));
        return switch (started) {
            case Outcome.Refused<AccessRequest>(var reason) -> new Outcome.Refused<>(reason);
            case Outcome.Done<AccessRequest>(var request) -> saveInto(request, person, model, typed, created);
        };
    }

    /// Saves what was typed and sends it; when it cannot be sent, it stays saved.
    @Transactional
    public Outcome<Receipt> saveAndSend(Person person, Model model, String key, Typed typed, Terms accepted) {
        turnstile.enter();
        var call = new Idempotency.Call(person.id(), key, "send " + model.id(), List.of(typed, accepted));
        return idempotency.once(call, Receipt.class, () -> switch (saved(person, model, typed)) {
            case Outcome.Refused<Saved>(var reason) -> new Outcome.Refused<>(reason);
            case Outcome.Done<Saved>(var saved) -> submit(person, saved.id(), saved.draft(), accepted);
        });
    }

    /// Sends the saved draft.
    @Transactional
    public Outcome<Receipt> send(Person person, UUID id, String key, int draft, Terms accepted) {
        turnstile.enter();
        var call = new Idempotency.Call(person.id(), key, "submit " + id, List.of(draft, accepted));
        return idempotency.once(call, Receipt.class, () -> submit(person, id, draft, accepted));
    }

    @Transactional
    public Outcome<Receipt> withdraw(Person person, UUID id, String key) {
        var call = new Idempotency.Call(person.id(), key, "withdraw " + id, "");
        return idempotency.once(call, Receipt.class, () -> {
            Optional<AccessRequest> request = requests.lock(id);
            if (request.isEmpty()) {
                return new Outcome.Refused<>(new Refusal.NotFound());
            }
            return carryOut(request.get(), request.get().position(), person, new RequestCommand.Withdraw(person.id()));
        });
    }

    /// Begins a new request with the answers of a closed one that was not approved.
    @Transactional
    public Outcome<Saved> copyAsNew(Person person, UUID id, String key) {
        var call = new Idempotency.Call(person.id(), key, "copy " + id, "");
        return idempotency.once(call, Saved.class, () -> copy(person, id, false));
    }

    /// The same with those of an approved one, for whoever has seen that it may be renewed and keeps the report.
    @Transactional(Transactional.TxType.MANDATORY)
    Outcome<Saved> renew(Person person, UUID id) {
        return copy(person, id, true);
    }

    private Outcome<Saved> copy(Person person, UUID id, boolean renews) {
        Optional<AccessRequest> old = requests.findByIdOptional(id).filter(request -> request.personId().equals(person.id()));
        if (old.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        Model model = models.findById(old.get().modelId());
        if (requests.lockOpen(person.id(), model.id()).isPresent()) {
            return new Outcome.Refused<>(new Refusal.AlreadyStarted());
        }
        // a renewal that came to nothing holds the newest of what its owner wrote
        AccessRequest before = renews ? requests.lastAfter(id).orElse(old.get()) : old.get();
        return switch (start(person, model, Origin.of(old.get()), renews)) {
            case Outcome.Refused<AccessRequest>(var reason) -> new Outcome.Refused<>(reason);
            case Outcome.Done<AccessRequest>(var started) -> copied(old.get(), started, before);
        };
    }

    /// Whoever began one at the same moment keeps theirs.
    private Outcome<Saved> copied(AccessRequest old, AccessRequest started, AccessRequest before) {
        if (!started.follows().equals(Optional.of(old.id())) || requests.draft(started.id()).isPresent()) {
            return new Outcome.Refused<>(new Refusal.AlreadyStarted());
        }
        Answers answers = requests.unsent(before).orElseGet(() -> requests.answers(before));
        return new Outcome.Done<>(replaceDraft(started, new Typed(0, answers), clock.now(), true));
    }

    private Outcome<AccessRequest> start(Person person, Model model, @Nullable Origin from, boolean renews) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        Facts now = facts.of(person, model, Optional.empty());
        return switch (RequestRules.decide(Position.notYet(id, person.id(), model.id()),
                new RequestCommand.Start(person.id(), from, renews), now)) {
            case Decision.Refused(var reason) -> new Outcome.Refused<>(reason);
            case Decision.Decided(var events) -> new Outcome.Done<>(insert(id, person, model, events, now));
        };
    }

    private AccessRequest insert(UUID id, Person person, Model model, List<RequestEvent> events, Facts now) {
        requests.insert(id, person.id(), model.id(), now.now());
        AccessRequest request = requests.lockOpen(person.id(), model.id()).orElseThrow();
        if (request.id().equals(id)) {
            history.write(request, person.id(), events);
        }
        return request;
    }

    private Outcome<Saved> saveInto(AccessRequest request, Person person, Model model, Typed typed, boolean created) {
        Position position = position(request);
        Facts now = facts.of(person, model, Optional.of(request));
        return switch (RequestRules.decide(position, new RequestCommand.SaveDraft(person.id(), typed.version()), now)) {
            case Decision.Refused(var reason) -> new Outcome.Refused<>(reason);
            case Decision.Decided _ -> new Outcome.Done<>(replaceDraft(request, typed, now.now(), created));
        };
    }

    private Saved replaceDraft(AccessRequest request, Typed typed, Instant now, boolean created) {
        Draft draft = requests.draftToChange(request.id());
        draft.replace(typed.answers(), now);
        return new Saved(request.id(), request.reference(), request.state(), draft.version(), created);
    }

    private Outcome<Receipt> submit(Person person, UUID id, int draft, Terms accepted) {
        Optional<AccessRequest> request = requests.lock(id);
        if (request.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        Typed kept = requests.typed(id);
        return carryOut(request.get(), request.get().position(kept.version()), person, new RequestCommand.Submit(person.id(),
                draft, kept.answers(), accepted, resubmission.repeats(request.get(), kept.answers(), accepted)));
    }

    private Outcome<Receipt> carryOut(AccessRequest request, Position position, Person person, RequestCommand command) {
        Rules rules = models.rules(request.modelId());
        String organisation = command instanceof RequestCommand.Submit submit ? submit.answers().to(Question.AFFILIATION) : "";
        Facts now = facts.of(person, rules, Optional.of(request), organisation);
        return switch (RequestRules.decide(position, command, now)) {
            case Decision.Refused(var reason) -> new Outcome.Refused<>(reason);
            case Decision.Decided(var events) -> new Outcome.Done<>(takeEffect(request, person, rules, events, now));
        };
    }

    private Receipt takeEffect(AccessRequest request, Person person, Rules rules, List<RequestEvent> events, Facts now) {
        events.forEach(event -> effect(request, person, rules, event, now));
        history.write(request, person.id(), events);
        if (events.stream().anyMatch(RequestEvent.Submitted.class::isInstance)) {
            resubmission.sent(request, person, now.company());
        }
        return Receipt.of(request);
    }

    private void effect(AccessRequest request, Person person, Rules rules, RequestEvent event, Facts now) {
        switch (event) {
            case RequestEvent.Submitted submitted -> {
                requests.freeze(new RequestRevision(request.id(), submitted, rules.termsId(), now.now()));
                notes.of(person, request.id(), rules, submitted.answers(), now.now());
                letters.received(request, submitted.revision(), person, rules.model());
            }
            case RequestEvent.Withdrawn _ -> {
                letters.withdrawn(request, person, rules.model());
                now.company().present(people).forEach(member -> company.withdrawn(request, rules.model(), member));
            }
            case RequestEvent.Started _ -> {
            }
            case RequestEvent.Voted _ -> {
            }
            case RequestEvent.Approved _ -> {
            }
            case RequestEvent.Rejected _ -> {
            }
            case RequestEvent.ChangesRequested _ -> {
            }
            case RequestEvent.DecisionHeld _ -> {
            }
            case RequestEvent.DecisionTakenBack _ -> {
            }
            case RequestEvent.DecisionVoided _ -> {
            }
            case RequestEvent.Lapsed _ -> {
            }
            case RequestEvent.ConflictDeclared _ -> {
            }
            case RequestEvent.ConflictRetracted _ -> {
            }
        }
    }

    private Position position(AccessRequest request) {
        return request.position(requests.draft(request.id()).map(Draft::version).orElse(0));
    }
}
