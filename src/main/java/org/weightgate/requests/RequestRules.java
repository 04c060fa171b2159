package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.weightgate.requests.Decision.Decided;
import org.weightgate.requests.Decision.Refused;
import org.weightgate.requests.RequestCommand.Approve;
import org.weightgate.requests.RequestCommand.Reject;
import org.weightgate.requests.RequestCommand.RequestChanges;
import org.weightgate.requests.RequestCommand.SaveDraft;
import org.weightgate.requests.RequestCommand.Start;
import org.weightgate.requests.RequestCommand.Submit;
import org.weightgate.requests.RequestCommand.Withdraw;

/// Every rule about what may happen to a request. Pure: all it knows is what it is given.
public final class RequestRules {

    static final Duration LONGEST_WAIT = Duration.ofDays(3650);
    static final int SHORTEST_TEXT = 10;
    static final int LONGEST_TEXT = 4000;
    static final int MOST_NOTES = 20;
    static final int LONGEST_NOTE = 2000;

    private RequestRules() {
    }

    public static Decision decide(Position request, RequestCommand command, Facts facts) {
        return switch (command) {
            case Start start -> start(request, start, facts);
            case SaveDraft save -> saveDraft(request, save);
            case Submit submit -> submit(request, submit, facts);
            case Withdraw withdraw -> withdraw(request, withdraw);
            case Approve approve -> approve(request, approve, facts);
            case Reject reject -> reject(request, reject, facts);
            case RequestChanges changes -> requestChanges(request, changes, facts);
        };
    }

    private static Decision start(Position request, Start command, Facts facts) {
        if (!command.actor().equals(request.applicant())) {
            return new Refused(new Refusal.NotFound());
        }
        if (request.isStored()) {
            return new Refused(new Refusal.AlreadyStarted());
        }
        if (facts.applicant().banned()) {
            return new Refused(new Refusal.Banned());
        }
        Instant again = facts.applicant().reapplyFrom();
        if (again != null && facts.now().isBefore(again)) {
            return new Refused(new Refusal.TooSoon(again));
        }
        return new Decided(List.of(new RequestEvent.Started(request.model())));
    }

    private static Decision saveDraft(Position request, SaveDraft command) {
        return editing(request, command, command.draft()).<Decision> map(Refused::new)
                .orElseGet(() -> new Decided(List.of()));
    }

    private static Decision submit(Position request, Submit command, Facts facts) {
        Optional<Refusal> refusal = editing(request, command, command.draft());
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (facts.applicant().banned()) {
            return new Refused(new Refusal.Banned());
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

    private static Optional<Refusal> editing(Position request, RequestCommand command, int draft) {
        if (!command.actor().equals(request.applicant())) {
            return Optional.of(new Refusal.NotFound());
        }
        if (!request.state().isEditable()) {
            return Optional.of(new Refusal.WrongState(request.state()));
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
        return new Decided(List.of(new RequestEvent.Withdrawn()));
    }

    private static Decision approve(Position request, Approve command, Facts facts) {
        Optional<Refusal> refusal = reviewing(request, command, command.seen(), facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (facts.applicant().banned()) {
            return new Refused(new Refusal.Banned());
        }
        if (approvals(facts).contains(command.actor())) {
            return new Refused(new Refusal.AlreadyVoted());
        }
        if (facts.policy().refereeRequired() && facts.company().referee() != RefereeState.CONFIRMED) {
            return new Refused(new Refusal.RefereeMissing(facts.company().referee()));
        }
        if (facts.accepted() == null || !facts.accepted().equals(facts.terms())) {
            int accepted = facts.accepted() == null ? 0 : facts.accepted().version();
            return new Refused(new Refusal.TermsOutdated(accepted, facts.terms().version()));
        }
        Instant latest = facts.now().plus(Duration.ofDays(facts.policy().grantDays()));
        if (!command.until().isAfter(facts.now()) || command.until().isAfter(latest)) {
            return invalid("until", "Access can last from 1 to " + facts.policy().grantDays() + " days.");
        }
        var events = new ArrayList<RequestEvent>();
        events.add(vote(request, command, command.seen(), Verdict.APPROVE));
        if (approvals(facts).size() + 1 >= facts.policy().quorum()) {
            events.add(new RequestEvent.Approved(request.revision(), command.until()));
        }
        return new Decided(List.copyOf(events));
    }

    private static Decision reject(Position request, Reject command, Facts facts) {
        Optional<Refusal> refusal = reviewing(request, command, command.seen(), facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (!isReadable(command.text())) {
            return unreadableText();
        }
        if (command.reapplyFrom().isBefore(facts.now())
                || command.reapplyFrom().isAfter(facts.now().plus(LONGEST_WAIT))) {
            return invalid("reapplyFrom",
                    "The day to apply again lies from today to " + LONGEST_WAIT.toDays() + " days ahead.");
        }
        return new Decided(List.of(vote(request, command, command.seen(), Verdict.REJECT), new RequestEvent.Rejected(
                request.revision(), command.reason(), command.text().strip(), command.reapplyFrom())));
    }

    private static Decision requestChanges(Position request, RequestChanges command, Facts facts) {
        Optional<Refusal> refusal = reviewing(request, command, command.seen(), facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (!isReadable(command.text())) {
            return unreadableText();
        }
        List<FieldError> errors = errors(command.notes());
        if (!errors.isEmpty()) {
            return new Refused(new Refusal.InvalidRuling(errors));
        }
        List<FieldNote> notes = command.notes().stream().map(note -> new FieldNote(note.field(), note.text().strip()))
                .toList();
        return new Decided(List.of(vote(request, command, command.seen(), Verdict.REQUEST_CHANGES),
                new RequestEvent.ChangesRequested(request.revision(), command.text().strip(), notes)));
    }

    private static List<FieldError> errors(List<FieldNote> notes) {
        if (notes.size() > MOST_NOTES) {
            return List.of(new FieldError("notes", "Write at most " + MOST_NOTES + " notes."));
        }
        var errors = new ArrayList<FieldError>();
        for (FieldNote note : notes) {
            if (Question.of(note.field()).isEmpty()) {
                errors.add(new FieldError("notes", "A note belongs to a question of the form."));
            } else if (note.text().isBlank() || note.text().length() > LONGEST_NOTE) {
                errors.add(new FieldError("note." + note.field(), "Write 1 to " + LONGEST_NOTE + " characters."));
            }
        }
        return errors;
    }

    /// Who has approved the current revision and may decide about it.
    private static Set<UUID> approvals(Facts facts) {
        return facts.panel().ballots().stream().filter(ballot -> ballot.verdict() == Verdict.APPROVE)
                .map(Ballot::reviewer).filter(reviewer -> !facts.involves(reviewer))
                .filter(reviewer -> !facts.panel().conflicted().contains(reviewer))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<Refusal> reviewing(Position request, RequestCommand command, Seen seen, Facts facts) {
        if (!facts.panel().reviewer()) {
            return Optional.of(new Refusal.NotReviewer());
        }
        if (command.actor().equals(request.applicant())) {
            return Optional.of(new Refusal.OwnRequest());
        }
        if (facts.involves(command.actor())) {
            return Optional.of(new Refusal.Involved());
        }
        if (facts.panel().conflicted().contains(command.actor())) {
            return Optional.of(new Refusal.ConflictDeclared());
        }
        if (seen.version() != request.version() || seen.revision() != request.revision()) {
            return Optional.of(new Refusal.Stale(request.version(), request.revision(), request.state()));
        }
        if (request.state() != RequestState.SUBMITTED) {
            return Optional.of(new Refusal.WrongState(request.state()));
        }
        var changed = FactsDigest.changed(seen.factsDigest(), facts.digest());
        return changed.isEmpty() ? Optional.empty() : Optional.of(new Refusal.FactsChanged(changed));
    }

    private static RequestEvent vote(Position request, RequestCommand command, Seen seen, Verdict verdict) {
        return new RequestEvent.Voted(command.actor(), request.revision(), verdict, seen.factsDigest());
    }

    private static boolean isReadable(String text) {
        int length = text.strip().codePointCount(0, text.strip().length());
        return length >= SHORTEST_TEXT && length <= LONGEST_TEXT;
    }

    private static Decision unreadableText() {
        return invalid("publicText",
                "Write " + SHORTEST_TEXT + " to " + LONGEST_TEXT + " characters: the applicant reads this.");
    }

    private static Decision invalid(String field, String message) {
        return new Refused(new Refusal.InvalidRuling(List.of(new FieldError(field, message))));
    }
}
