package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.weightgate.requests.Decision.Decided;
import org.weightgate.requests.Decision.Refused;
import org.weightgate.requests.RequestCommand.Approve;
import org.weightgate.requests.RequestCommand.ByReviewer;
import org.weightgate.requests.RequestCommand.DeclareConflict;
import org.weightgate.requests.RequestCommand.Reject;
import org.weightgate.requests.RequestCommand.RequestChanges;
import org.weightgate.requests.RequestCommand.RetractConflict;
import org.weightgate.requests.RequestEvent.Conclusion;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// What reviewers may do, and what their votes lead to.
final class VotingRules {

    static final Duration LONGEST_WAIT = Duration.ofDays(3650);
    static final int LONGEST_NOTE = 2000;
    static final int LONGEST_CONFLICT = 2000;

    private VotingRules() {
    }

    static Decision approve(Position request, Approve command, Facts facts) {
        Optional<Refusal> refusal = deciding(request, command, facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        Optional<Refusal> missing = missing(facts);
        if (missing.isPresent()) {
            return new Refused(missing.get());
        }
        Instant latest = facts.now().plus(Duration.ofDays(facts.policy().grantDays()));
        if (!command.until().isAfter(facts.effective()) || command.until().isAfter(latest)) {
            return invalid("until", "Access can last from 1 to " + facts.policy().grantDays() + " days.");
        }
        return cast(request, Ballot.approval(command.actor(), command.until()), facts);
    }

    static Decision reject(Position request, Reject command, Facts facts) {
        Optional<Refusal> refusal = deciding(request, command, facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (!command.reason().isForReviewers()) {
            return invalid("reasonCode", "Choose one of the reasons on the list.");
        }
        Optional<FieldError> text = RulingText.problem(command.text());
        if (text.isPresent()) {
            return new Refused(new Refusal.InvalidRuling(List.of(text.get())));
        }
        if (command.reapplyFrom().isBefore(facts.now())
                || command.reapplyFrom().isAfter(facts.now().plus(LONGEST_WAIT))) {
            return invalid("reapplyFrom",
                    "The day to apply again lies from today to " + LONGEST_WAIT.toDays() + " days ahead.");
        }
        return cast(request, Ballot.rejection(command.actor(),
                new Ballot.Rejection(command.reason(), PlainText.lines(command.text()), command.reapplyFrom())), facts);
    }

    /// One reviewer's question is enough: a new revision answers it, and everybody votes anew.
    static Decision requestChanges(Position request, RequestChanges command, Facts facts) {
        Optional<Refusal> refusal = deciding(request, command, facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        Optional<FieldError> text = RulingText.problem(command.text());
        if (text.isPresent()) {
            return new Refused(new Refusal.InvalidRuling(List.of(text.get())));
        }
        List<FieldNote> notes = command.notes().stream().map(note -> new FieldNote(note.field(), PlainText.lines(note.text())))
                .toList();
        List<FieldError> errors = errors(notes);
        if (!errors.isEmpty()) {
            return new Refused(new Refusal.InvalidRuling(errors));
        }
        return voted(request, Ballot.question(command.actor()), facts, Optional.of(
                new RequestEvent.ChangesRequested(request.revision(), PlainText.lines(command.text()), notes)));
    }

    static Decision declareConflict(Position request, DeclareConflict command, Facts facts) {
        Optional<Refusal> refusal = onThePanel(request, command.actor(), facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (!request.state().isOpen()) {
            return new Refused(new Refusal.WrongState(request.state()));
        }
        if (facts.panel().conflicted().contains(command.actor())) {
            return new Decided(List.of());
        }
        String reason = PlainText.lines(command.reason());
        if (reason.length() > LONGEST_CONFLICT) {
            return invalid("conflictReason", "Write up to " + LONGEST_CONFLICT + " characters.");
        }
        var declared = new RequestEvent.ConflictDeclared(command.actor(), reason);
        boolean counted = facts.panel().ballots().stream().anyMatch(ballot -> ballot.reviewer().equals(command.actor()));
        return counted ? HoldRules.andVoid(request, VoidReason.CONFLICT, declared) : new Decided(List.of(declared));
    }

    static Decision retractConflict(Position request, RetractConflict command, Facts facts) {
        Optional<Refusal> refusal = onThePanel(request, command.actor(), facts);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        if (!request.state().isOpen()) {
            return new Refused(new Refusal.WrongState(request.state()));
        }
        return new Decided(facts.panel().conflicted().contains(command.actor())
                ? List.of(new RequestEvent.ConflictRetracted(command.actor()))
                : List.of());
    }

    private static Optional<Refusal> onThePanel(Position request, UUID actor, Facts facts) {
        if (!facts.panel().reviewer()) {
            return Optional.of(new Refusal.NotReviewer());
        }
        return actor.equals(request.applicant()) ? Optional.of(new Refusal.OwnRequest()) : Optional.empty();
    }

    private static Optional<Refusal> deciding(Position request, ByReviewer command, Facts facts) {
        Optional<Refusal> outside = onThePanel(request, command.actor(), facts);
        if (outside.isPresent()) {
            return outside;
        }
        if (facts.involves(command.actor())) {
            return Optional.of(new Refusal.Involved());
        }
        if (facts.panel().conflicted().contains(command.actor())) {
            return Optional.of(new Refusal.ConflictDeclared());
        }
        Seen seen = command.seen();
        if (seen.version() != request.version() || seen.revision() != request.revision()) {
            return Optional.of(new Refusal.Stale(request.version(), request.revision(), request.state()));
        }
        if (request.state() != RequestState.SUBMITTED) {
            return Optional.of(new Refusal.WrongState(request.state()));
        }
        if (request.held() != null) {
            return Optional.of(new Refusal.DecisionHeld(request.held().verdict(), request.held().endsAt()));
        }
        var changed = FactsDigest.changed(seen.factsDigest(), facts.digest());
        return changed.isEmpty() ? Optional.empty() : Optional.of(new Refusal.FactsChanged(changed));
    }

    /// What an approval still needs, however many vote for it.
    private static Optional<Refusal> missing(Facts facts) {
        if (facts.applicant().banned()) {
            return Optional.of(new Refusal.ApplicantBanned());
        }
        if (facts.accepted() == null || !facts.accepted().equals(facts.terms())) {
            int accepted = facts.accepted() == null ? 0 : facts.accepted().version();
            return Optional.of(new Refusal.TermsOutdated(accepted, facts.terms().version()));
        }
        if (facts.policy().refereeRequired() && facts.company().referee() != RefereeState.CONFIRMED) {
            return Optional.of(new Refusal.RefereeMissing(facts.company().referee()));
        }
        return Optional.empty();
    }

    private static Decision cast(Position request, Ballot ballot, Facts facts) {
        Tally before = Tally.of(facts);
        if (before.has(ballot.reviewer(), ballot.verdict())) {
            return new Refused(new Refusal.AlreadyVoted());
        }
        Optional<Conclusion> conclusion = before.with(ballot).conclusion(request.revision(), facts.policy())
                .filter(reached -> reached.verdict() != Verdict.APPROVE || missing(facts).isEmpty());
        return voted(request, ballot, facts, conclusion);
    }

    private static Decision voted(Position request, Ballot ballot, Facts facts, Optional<? extends Conclusion> conclusion) {
        var events = new ArrayList<RequestEvent>();
        events.add(new RequestEvent.Voted(request.revision(), ballot, facts.digest()));
        conclusion.ifPresent(reached -> events.add(HoldRules.begin(reached, ballot.reviewer(), facts)));
        return new Decided(List.copyOf(events));
    }

    private static List<FieldError> errors(List<FieldNote> notes) {
        var errors = new ArrayList<FieldError>();
        for (FieldNote note : notes) {
            if (Question.of(note.field()).isEmpty()) {
                errors.add(new FieldError("notes", "A note belongs to a question of the form."));
            } else if (note.text().isBlank() || note.text().length() > LONGEST_NOTE) {
                errors.add(new FieldError("note." + note.field(), "Write 1 to " + LONGEST_NOTE + " characters."));
            }
        }
        if (notes.stream().map(FieldNote::field).distinct().count() < notes.size()) {
            errors.add(new FieldError("notes", "Write one note for each question."));
        }
        return errors;
    }

    private static Decision invalid(String field, String message) {
        return new Refused(new Refusal.InvalidRuling(List.of(new FieldError(field, message))));
    }
}
