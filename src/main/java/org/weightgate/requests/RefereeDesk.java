package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.Outcome.Done;
import org.weightgate.requests.Outcome.Refused;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Names a referee, asks them about each revision that is sent, and takes their answer. Every change holds the request's row.
@ApplicationScoped
class RefereeDesk {

    private final AccessRequests requests;
    private final Referees referees;
    private final Members members;
    private final Models models;
    private final People people;
    private final DatabaseClock clock;
    private final Events events;
    private final CompanyLetters letters;
    private final Idempotency replies;

    RefereeDesk(AccessRequests requests, Referees referees, Members members, Models models, People people,
            DatabaseClock clock, Events events, CompanyLetters letters, Idempotency replies) {
        this.requests = requests;
        this.referees = referees;
        this.members = members;
        this.models = models;
        this.people = people;
        this.clock = clock;
        this.events = events;
        this.letters = letters;
        this.replies = replies;
    }

    /// Once for each key.
    @Transactional
    Outcome<RefereeState> name(Person applicant, UUID id, String name, String email, String key) {
        return replies.once(new Idempotency.Call(applicant.id(), key, "referee " + id, List.of(name, email)),
                RefereeState.class,
                () -> name(applicant, id, name, email));
    }

    /// Names the referee, or corrects the name or address. With the reviewers already, the question goes out again.
    @Transactional
    Outcome<RefereeState> name(Person applicant, UUID id, String name, String email) {
        Optional<AccessRequest> request = own(applicant, id);
        if (request.isEmpty()) {
            return new Refused<>(new Refusal.NotFound());
        }
        if (!request.get().state().isOpen()) {
            return new Refused<>(new Refusal.WrongState(request.get().state()));
        }
        List<FieldError> errors = RefereeRules.problems(name, email, applicant.email(), members.of(id));
        if (!errors.isEmpty()) {
            return new Refused<>(new Refusal.InvalidAnswers(errors));
        }
        boolean atOnce = request.get().state() == RequestState.SUBMITTED;
        Optional<Instant> next = atOnce ? nextAllowed(id) : Optional.empty();
        if (next.isPresent()) {
            return new Refused<>(new Refusal.TooOften(next.get()));
        }
        referees.name(id, PlainText.oneLine(name), MailAddress.parse(email).orElseThrow(), clock.now());
        events.append(id, "referee.named", applicant.id(), Map.of());
        if (atOnce) {
            ask(request.get());
        }
        return new Done<>(RefereeState.WAITING);
    }

    @Transactional
    Outcome<RefereeState> unname(Person applicant, UUID id) {
        Optional<AccessRequest> request = own(applicant, id);
        if (request.isEmpty()) {
            return new Refused<>(new Refusal.NotFound());
        }
        if (!request.get().state().isEditable()) {
            return new Refused<>(new Refusal.WrongState(request.get().state()));
        }
        referees.voidAll(id);
        referees.unname(id);
        events.append(id, "referee.unnamed", applicant.id(), Map.of());
        return new Done<>(RefereeState.NONE);
    }

    /// The question about the revision that is current; a link sent before is void.
    @Transactional(Transactional.TxType.MANDATORY)
    void ask(AccessRequest request) {
        referees.of(request.id(), request.revision()).ifPresent(referee -> {
            referees.voidAll(request.id());
            UUID invitation = UuidVersion7Strategy.INSTANCE.generateUuid(null);
            LinkSecret secret = LinkSecret.fresh();
            referees.ask(invitation, request.id(), request.revision(), referee, secret, clock.now());
            events.append(request.id(), "referee.asked", request.personId(),
                    Map.of("invitation", invitation, "revision", request.revision()));
            letters.ask(request, models.findById(request.modelId()), requests.answers(request), invitation, referee, secret);
        });
    }

    private Optional<Instant> nextAllowed(UUID request) {
        Instant now = clock.now();
        return RefereeRules.nextAllowed(referees.sentSince(request, now.minus(Duration.ofDays(1))), now);
    }

    /// What whoever holds the link sees.
    @Transactional
    Optional<RefereeView> open(LinkSecret secret) {
        return referees.with(secret).map(asked -> view(asked, "", Optional.empty()));
    }

    /// The same again, with what was typed and what is wrong with it.
    @Transactional
    Optional<RefereeView> open(LinkSecret secret, String typed, String problem) {
        return referees.with(secret).map(asked -> view(asked, typed, Optional.of(problem)));
    }

    /// `account` is whoever is signed in meanwhile: they will decide nothing about this request.
    @Transactional
    RefereeView answer(LinkSecret secret, boolean confirmed, String typedComment, Optional<Person> account) {
        RefereeInvitation found = referees.with(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        AccessRequest request = requests.lock(found.request()).orElseThrow();
        RefereeInvitation asked = referees.with(secret).orElseThrow();
        String comment = PlainText.lines(typedComment);
        Optional<String> problem = shut(asked, request)
                .or(() -> comment.length() > RefereeRules.LONGEST_COMMENT
                        ? Optional.of("Write at most " + RefereeRules.LONGEST_COMMENT + " characters.")
                        : Optional.empty())
                .or(() -> account.filter(person -> person.id().equals(request.personId()))
                        .map(_ -> "You are signed in as the applicant. Nobody vouches for themselves."));
        if (problem.isPresent()) {
            return view(asked, typedComment, problem);
        }
        referees.answer(asked.id(), confirmed, comment, account.map(Person::id).orElse(null), clock.now());
        events.append(request.id(), confirmed ? "referee.confirmed" : "referee.declined", null,
                Map.of("invitation", asked.id(), "revision", asked.revision()));
        letters.refereeAnswered(request, models.findById(request.modelId()), people.findById(request.personId()), asked,
                confirmed);
        return view(referees.with(secret).orElseThrow(), "", Optional.empty());
    }

    private Optional<String> shut(RefereeInvitation asked, AccessRequest request) {
        return RefereeRules.shut(asked, request.state(), request.revision(), clock.now());
    }

    private RefereeView view(RefereeInvitation asked, String typed, Optional<String> problem) {
        AccessRequest request = requests.findById(asked.request());
        Model model = models.findById(request.modelId());
        Optional<String> shut = shut(asked, request);
        Answers answers = shut.isPresent() ? Answers.empty() : requests.answers(request);
        return new RefereeView(request.reference(), model.fullName(), asked.name(),
                shut.isPresent() ? List.of()
                        : AnswerView.of(answers).stream().filter(answer -> !answer.id().equals(Question.LINKS.id())).toList(),
                asked.state() == RefereeInvitation.State.CONFIRMED, asked.isAnswered(), shut, typed, problem);
    }

    private Optional<AccessRequest> own(Person applicant, UUID id) {
        return requests.lock(id).filter(request -> request.personId().equals(applicant.id()));
    }
}
