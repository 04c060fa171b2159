package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Keeps what is being typed. What cannot be kept is refused with a reason and stays in the form.
@ApplicationScoped
class DraftDesk {

    private final ApplicantDesk desk;
    private final AccessRequests requests;
    private final DraftReplies replies;
    private final Referees referees;
    private final RefereeDesk refereeDesk;

    DraftDesk(ApplicantDesk desk, AccessRequests requests, DraftReplies replies, Referees referees, RefereeDesk refereeDesk) {
        this.desk = desk;
        this.requests = requests;
        this.replies = replies;
        this.referees = referees;
        this.refereeDesk = refereeDesk;
    }

    @Transactional
    Outcome<Saved> save(Person person, Model model, Typing typing) {
        Outcome<Saved> outcome = saveOnce(person, model, typing);
        // two that both began the request: the later one learns by this that there is a draft, and looks at it
        return outcome instanceof Outcome.Refused<Saved>(Refusal.DraftChanged _) ? saveOnce(person, model, typing) : outcome;
    }

    private Outcome<Saved> saveOnce(Person person, Model model, Typing typing) {
        Optional<AccessRequest> open = requests.lockOpen(person.id(), model.id());
        Optional<Draft> draft = open.flatMap(request -> requests.draft(request.id()));
        Typing chosen = typing.over(draft.map(Draft::answers).orElseGet(Answers::empty));
        if (draft.isPresent() && isSavedAlready(chosen, draft.get(), open.get())) {
            return new Outcome.Done<>(new Saved(open.get().id(), open.get().reference(), open.get().state(),
                    draft.get().version(), false));
        }
        Outcome<Saved> outcome = desk.save(person, model, chosen.typed());
        if (outcome instanceof Outcome.Done<Saved>(var done)) {
            replies.keep(done.id(), typing.reply());
        }
        return outcome;
    }

    /// A form that is sent while it saves itself comes with a version that is old by then, and with nothing else to say. It
    /// leaves the version as it is: the page that is opened next may have been made before the last of them came.
    private boolean isSavedAlready(Typing typing, Draft saved, AccessRequest request) {
        return request.state().isEditable() && typing.answers().storable().equals(saved.answers())
                && PlainText.storable(typing.reply()).equals(replies.of(request.id()));
    }

    /// Names the referee who was typed, if another one was; what is wrong with that belongs beside its fields.
    @Transactional
    List<FieldError> nameReferee(Person person, UUID request, Typing typing) {
        boolean blank = typing.refereeName().isBlank() && typing.refereeEmail().isBlank();
        Optional<Referee> known = referees.of(request, 0);
        boolean same = known.filter(referee -> referee.name().equals(PlainText.oneLine(typing.refereeName()))
                && referee.email().equals(typing.refereeEmail().strip())).isPresent();
        if (same || (blank && known.isEmpty())) {
            return List.of();
        }
        var outcome = blank ? refereeDesk.unname(person, request)
                : refereeDesk.name(person, request, typing.refereeName(), typing.refereeEmail());
        return switch (outcome) {
            case Outcome.Done<RefereeState> _ -> List.of();
            case Outcome.Refused<RefereeState>(Refusal.InvalidAnswers(var errors)) -> errors;
            case Outcome.Refused<RefereeState>(var reason) ->
                List.of(new FieldError("refereeEmail", Refusals.of(reason).detail()));
        };
    }

    /// Keeps what goes with a request that is about to be sent; sending the same form twice changes nothing.
    @Transactional
    List<FieldError> beforeSending(Person person, Model model, Typing typing) {
        Optional<AccessRequest> open = requests.lockOpen(person.id(), model.id())
                .filter(request -> request.state().isEditable() && requests.draft(request.id()).isPresent());
        if (open.isEmpty()) {
            return List.of();
        }
        replies.keep(open.get().id(), typing.reply());
        return typing.refereeEmail().isBlank() ? List.of() : nameReferee(person, open.get().id(), typing);
    }

    /// What is left unfinished beside the answers: a member whose address was typed and never invited.
    static List<FieldError> unfinished(Typing typing) {
        var errors = new ArrayList<FieldError>();
        if (!typing.memberEmail().isBlank()) {
            errors.add(new FieldError("memberEmail", "This person is not invited yet: press “Invite”, or empty the field."));
        }
        return errors;
    }
}
