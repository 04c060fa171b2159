package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.weightgate.people.BanKind;
import org.weightgate.web.Problem.FieldError;

/// Why a command was not carried out.
public sealed interface Refusal {

    /// The request does not exist for this person.
    record NotFound() implements Refusal {
    }

    record OwnRequest() implements Refusal {
    }

    record NotReviewer() implements Refusal {
    }

    record EmailUnverified() implements Refusal {
    }

    record TooSoon(Instant reapplyFrom) implements Refusal {
    }

    record AlreadyStarted() implements Refusal {
    }

    /// What an approval gave is renewed, with a report on its use, and only while it may be.
    record OnlyRenewed() implements Refusal {
    }

    record DraftChanged(int current) implements Refusal {
    }

    record InvalidAnswers(List<FieldError> errors) implements Refusal {
    }

    record TermsNotAccepted(int current) implements Refusal {
    }

    record WrongState(RequestState state) implements Refusal {
    }

    record Stale(int version, int revision, RequestState state) implements Refusal {
    }

    record FactsChanged(Set<ShownFact> changed) implements Refusal {
    }

    record AlreadyVoted() implements Refusal {
    }

    record TermsOutdated(int accepted, int current) implements Refusal {
    }

    record InvalidRuling(List<FieldError> errors) implements Refusal {
    }

    /// Members, the referee and whoever declared a conflict of interest do not decide.
    record Involved() implements Refusal {
    }

    record ConflictDeclared() implements Refusal {
    }

    /// The person who asks is banned, by a ban on this.
    record Banned(BanKind kind) implements Refusal {
    }

    /// The person who would get access is.
    record ApplicantBanned() implements Refusal {
    }

    record RefereeMissing(RefereeState state) implements Refusal {
    }

    /// A mail was asked for again too soon.
    record TooOften(Instant from) implements Refusal {
    }

    /// A decision was sent without saying what it was made on.
    record Unseen(String what) implements Refusal {
    }

    record DecisionHeld(Verdict verdict, Instant endsAt) implements Refusal {
    }

    record NothingHeld(RequestState state) implements Refusal {
    }

    record NotYourDecision() implements Refusal {
    }

    record HoldOver() implements Refusal {
    }

    record HoldNotOver(Instant endsAt) implements Refusal {
    }

    record NotIdle() implements Refusal {
    }

    record KeyReused() implements Refusal {
    }
}
