package org.weightgate.requests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.weightgate.requests.Decision.Decided;
import org.weightgate.requests.Decision.Refused;
import org.weightgate.requests.RequestCommand.Approve;
import org.weightgate.requests.RequestCommand.ByPerson;
import org.weightgate.requests.RequestCommand.CloseForBan;
import org.weightgate.requests.RequestCommand.DeclareConflict;
import org.weightgate.requests.RequestCommand.EndHold;
import org.weightgate.requests.RequestCommand.Lapse;
import org.weightgate.requests.RequestCommand.Reject;
import org.weightgate.requests.RequestCommand.RequestChanges;
import org.weightgate.requests.RequestCommand.RetractConflict;
import org.weightgate.requests.RequestCommand.SaveDraft;
import org.weightgate.requests.RequestCommand.Start;
import org.weightgate.requests.RequestCommand.Submit;
import org.weightgate.requests.RequestCommand.TakeBack;
import org.weightgate.requests.RequestCommand.Withdraw;
import org.weightgate.web.Problem.FieldError;

/// Every rule about what may happen to a request. Pure: all it knows is what it is given. The applicant's and the clock's
/// rules are here, the reviewers' in `VotingRules`, those of a decision before it takes effect in `HoldRules`.
public final class RequestRules {

    private static final String BAN_TEXT = "A ban closed this request. No reviewer decided about it.";

    private RequestRules() {
    }

    public static Decision decide(Position request, RequestCommand command, Facts facts) {
        if (!request.isStored() && !(command instanceof Start)) {
            return new Refused(new Refusal.NotFound());
        }
        return switch (command) {
            case Start start -> start(request, start, facts);
            case SaveDraft save -> saveDraft(request, save, facts);
            case Submit submit -> submit(request, submit, facts);
            case Withdraw withdraw -> withdraw(request, withdraw);
            case Approve approve -> VotingRules.approve(request, approve, facts);
            case Reject reject -> VotingRules.reject(request, reject, facts);
            case RequestChanges changes -> VotingRules.requestChanges(request, changes, facts);
            case DeclareConflict declare -> VotingRules.declareConflict(request, declare, facts);
            case RetractConflict retract -> VotingRules.retractConflict(request, retract, facts);
            case TakeBack takeBack -> HoldRules.takeBack(request, takeBack, facts);
            case EndHold _ -> HoldRules.end(request, facts);
            case CloseForBan _ -> closeForBan(request);
            case Lapse lapse -> lapse(request, lapse, facts);
        };
    }

    private static Decision start(Position request, Start command, Facts facts) {
        if (!command.actor().equals(request.applicant())) {
            return new Refused(new Refusal.NotFound());
        }
        if (request.isStored()) {
            return new Refused(new Refusal.AlreadyStarted());
        }
        Origin from = command.from();
        if (from != null && !(from.applicant().equals(request.applicant()) && from.model().equals(request.model()))) {
            return new Refused(new Refusal.NotFound());
        }
        if (from != null && from.state().isOpen()) {
            return new Refused(new Refusal.WrongState(from.state()));
        }
        if (!command.renews() && (facts.applicant().renews() || (from != null && from.isApproved()))) {
            return new Refused(new Refusal.OnlyRenewed());
        }
        if (facts.applicant().ban() != null) {
            return new Refused(new Refusal.Banned(facts.applicant().ban()));
        }
        Optional<Refusal> early = tooSoon(facts);
        if (early.isPresent()) {
            return new Refused(early.get());
        }
        return new Decided(List.of(new RequestEvent.Started(request.model(), from == null ? null : from.request(),
                from != null && from.isApproved())));
    }

    private static Optional<Refusal> tooSoon(Facts facts) {
        return Optional.ofNullable(facts.applicant().reapplyFrom()).filter(facts.now()::isBefore).map(Refusal.TooSoon::new);
    }

    private static Decision saveDraft(Position request, SaveDraft command, Facts facts) {
        return editing(request, command, command.draft(), facts).<Decision> map(Refused::new)
                .orElseGet(() -> new Decided(List.of()));
    }

    private static Decision submit(Position request, Submit command, Facts facts) {
        Optional<Refusal> refusal = editing(request, command, command.draft(), facts)
                .or(() -> request.state() == RequestState.DRAFT ? tooSoon(facts) : Optional.empty());
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (!facts.applicant().emailVerified()) {
            return new Refused(new Refusal.EmailUnverified());
        }
        List<FieldError> errors = new ArrayList<>(command.answers().errors());
        errors.addAll(ReadyRules.problems(facts.company().membersPending(),
                facts.company().referee() != RefereeState.NONE, facts.policy().refereeRequired()));
        if (request.state() == RequestState.CHANGES_REQUESTED && command.repeats()) {
            errors.add(new FieldError("reply", "Nothing has changed yet. Change at least one answer, or write a reply."));
        }
        if (command.accepted().equals(Terms.NONE)) {
            errors.add(new FieldError("terms", "Read the terms and tick the box to accept them."));
        }
        if (!errors.isEmpty()) {
            return new Refused(new Refusal.InvalidAnswers(List.copyOf(errors)));
        }
        if (!command.accepted().equals(facts.terms())) {
            return new Refused(new Refusal.TermsNotAccepted(facts.terms().version()));
        }
        return new Decided(List.of(
                new RequestEvent.Submitted(request.revision() + 1, command.answers().clean(), command.accepted())));
    }

    private static Optional<Refusal> editing(Position request, ByPerson command, int draft, Facts facts) {
        if (!command.actor().equals(request.applicant())) {
            return Optional.of(new Refusal.NotFound());
        }
        if (!request.state().isEditable()) {
            return Optional.of(new Refusal.WrongState(request.state()));
        }
        if (facts.applicant().ban() != null) {
            return Optional.of(new Refusal.Banned(facts.applicant().ban()));
        }
        if (draft != request.draft()) {
            return Optional.of(new Refusal.DraftChanged(request.draft()));
        }
        return Optional.empty();
    }

    private static Decision withdraw(Position request, Withdraw command) {
        if (!command.actor().equals(request.applicant())) {
            return new Refused(new Refusal.NotFound());
        }
        if (!request.state().isOpen()) {
            return new Refused(new Refusal.WrongState(request.state()));
        }
        return HoldRules.instead(request, VoidReason.WITHDRAWN, new RequestEvent.Withdrawn());
    }

    private static Decision closeForBan(Position request) {
        if (!request.state().isOpen()) {
            return new Refused(new Refusal.WrongState(request.state()));
        }
        return HoldRules.instead(request, VoidReason.BANNED,
                new RequestEvent.Rejected(request.revision(), RejectionReason.BANNED, BAN_TEXT, null));
    }

    /// Silence closes a request only when its owner was told in time: a reminder that did not arrive told nobody.
    private static Decision lapse(Position request, Lapse command, Facts facts) {
        if (!request.state().isEditable()) {
            return new Refused(new Refusal.WrongState(request.state()));
        }
        Instant reminded = command.reminded();
        boolean told = reminded != null && reminded.isAfter(command.idleSince())
                && !facts.now().isBefore(reminded.plus(facts.policy().notice()));
        boolean over = !facts.now().isBefore(command.idleSince().plus(facts.policy().lapse()));
        if (!told || !over) {
            return new Refused(new Refusal.NotIdle());
        }
        return new Decided(List.of(new RequestEvent.Lapsed(command.idleSince())));
    }
}
