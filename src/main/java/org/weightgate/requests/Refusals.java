package org.weightgate.requests;

import java.util.List;
import java.util.stream.Collectors;

import org.weightgate.people.BanKind;
import org.weightgate.web.Instants;
import org.weightgate.web.Problem;
import org.weightgate.web.Problem.FieldError;
import org.weightgate.web.ProblemException;

/// A refusal in the words and numbers of HTTP: one place for pages and API.
///
/// @param errors what is wrong with single fields, or which facts changed
public record Refusals(int status, String reason, String detail, List<FieldError> errors) {

    Refusals(int status, String reason, String detail) {
        this(status, reason, detail, List.of());
    }

    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final Refusals NOT_FOUND = new Refusals(404, "not-found",
            "There is no such request, or it is not yours to see.");

    public static Refusals of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound _ -> NOT_FOUND;
            case Refusal.NotReviewer _ -> NOT_FOUND;
            case Refusal.OwnRequest _ ->
                new Refusals(403, "own-request", "Nobody decides on their own request. Another reviewer has to.");
            case Refusal.EmailUnverified _ -> new Refusals(403, "email-unverified",
                    "Confirm your e-mail address first: open the link in the mail you got when you registered, then sign in again.");
            case Refusal.TooSoon(var from) -> new Refusals(409, "too-soon",
                    "You can apply for this model again from " + Instants.day(from) + ".");
            case Refusal.AlreadyStarted _ ->
                new Refusals(409, "already-started", "You already have an open request for this model.");
            case Refusal.OnlyRenewed _ -> new Refusals(409, "only-renewed",
                    "Your request for this model was approved. Your downloads page says whether what it gave can be renewed.");
            case Refusal.DraftChanged _ -> new Refusals(412, "draft-changed",
                    "The draft was saved somewhere else after you opened it, perhaps in another tab.");
            case Refusal.InvalidAnswers(var errors) ->
                new Refusals(422, "invalid-answers", sentences(errors), errors);
            case Refusal.TermsNotAccepted(var current) -> new Refusals(409, "terms-changed",
                    "The terms changed while you were writing; version " + current + " has to be read and accepted.");
            case Refusal.WrongState(var state) -> new Refusals(409, "wrong-state", already(state));
            case Refusal.Stale stale -> new Refusals(412, "stale", "The request changed after you opened it. "
                    + already(stale.state()));
            case Refusal.FactsChanged(var changed) -> new Refusals(409, "facts-changed", "Since you opened the request, "
                    + changed.stream().map(ShownFact::words).collect(Collectors.joining(", ")) + " changed.",
                    changed.stream().map(fact -> new FieldError(fact.name(), fact.words())).toList());
            case Refusal.AlreadyVoted _ ->
                new Refusals(409, "already-voted", "You have already approved this revision; someone else has to agree.");
            case Refusal.TermsOutdated(var accepted, var current) -> new Refusals(409, "accepted-terms-outdated",
                    "The applicant accepted version " + accepted + " of the terms and version " + current
                            + " is in force. Ask for changes, so that they can accept it.");
            case Refusal.InvalidRuling(var errors) -> new Refusals(422, "invalid-decision", sentences(errors), errors);
            case Refusal.Involved _ -> new Refusals(403, "involved",
                    "You are part of this request, as a team member or its referee. Another reviewer has to decide.");
            case Refusal.ConflictDeclared _ -> new Refusals(403, "conflict-declared",
                    "You declared a conflict of interest on this request. Another reviewer has to decide, or take the declaration back.");
            case Refusal.Banned(var kind) -> new Refusals(403, "banned", banned(kind)
                    + " If this is a mistake, write to the people who run this portal.");
            case Refusal.ApplicantBanned _ -> new Refusals(409, "applicant-banned",
                    "The applicant is banned. Lift the ban first, or reject the request.");
            case Refusal.Unseen(var what) -> new Refusals(428, "precondition-required",
                    "Say what you saw: " + what
                            + " is missing. Read the request again and send the values it came with.");
            case Refusal.DecisionHeld(var verdict, var endsAt) -> new Refusals(409, "decision-held",
                    "Somebody has just decided to " + verdict.words() + ". It takes effect on " + Instants.minute(endsAt)
                            + " unless they take it back.");
            case Refusal.NothingHeld(var state) -> new Refusals(409, "nothing-held",
                    "There is no decision left to take back. " + already(state));
            case Refusal.NotYourDecision _ -> new Refusals(403, "not-your-decision",
                    "Only the reviewer whose vote decided can take the decision back.");
            case Refusal.HoldOver _ -> new Refusals(409, "hold-over",
                    "The time to take the decision back is over; it takes effect now.");
            case Refusal.HoldNotOver(var endsAt) -> new Refusals(409, "hold-not-over",
                    "The decision can be taken back until " + Instants.minute(endsAt) + ".");
            case Refusal.NotIdle _ -> new Refusals(409, "not-idle",
                    "The request does not lapse: it has not been idle for long enough after a reminder that arrived.");
            case Refusal.RefereeMissing(var state) -> new Refusals(409, "referee-missing", switch (state) {
                case NONE -> "This model asks for a referee and the request names none. Ask for changes.";
                case WAITING -> "The referee has not confirmed this revision yet.";
                case DECLINED -> "The referee declined. Ask for changes, or reject.";
                case CONFIRMED -> "The referee confirmed an earlier revision.";
            });
            case Refusal.TooOften(var from) -> new Refusals(429, "too-often",
                    "A mail was sent a moment ago. The next one can be sent from " + Instants.minute(from) + ".");
            case Refusal.KeyReused _ -> new Refusals(422, "idempotency-key-reused",
                    "This Idempotency-Key was used for another call. Use a new one.");
        };
    }

    public ProblemException exception() {
        return exception(List.of());
    }

    /// With what changed since the caller looked.
    public ProblemException exception(List<Problem.Change> changes) {
        return new ProblemException(status, reason, detail,
                errors.stream().map(error -> new Problem.FieldError(error.field(), error.message())).toList(), changes);
    }

    /// Whether it was refused because something is not as the caller saw it.
    public boolean isOutdated() {
        return status == CONFLICT || status == PRECONDITION_FAILED;
    }

    private static String banned(BanKind kind) {
        return switch (kind) {
            case PERSON -> "This account is banned: it cannot apply.";
            case ADDRESS -> "The mail address of this account is banned: nobody can apply with it.";
            case DOMAIN -> "Mail addresses at your domain are banned: nobody can apply with one.";
            case ORGANISATION -> "The organisation you name is banned: nobody can apply in its name.";
        };
    }

    private static String sentences(List<FieldError> errors) {
        return errors.stream().map(FieldError::message).collect(Collectors.joining(" "));
    }

    private static String already(RequestState state) {
        return switch (state) {
            case DRAFT -> "It has not been sent yet.";
            case SUBMITTED -> "It waits for a reviewer.";
            case CHANGES_REQUESTED -> "The applicant has been asked to change something.";
            case APPROVED -> "It has already been approved.";
            case REJECTED -> "It has already been rejected.";
            case WITHDRAWN -> "The applicant has withdrawn it.";
            case LAPSED -> "It has lapsed.";
        };
    }
}
