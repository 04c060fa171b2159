package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Set;

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

    record Banned() implements Refusal {
    }

    record RefereeMissing(RefereeState state) implements Refusal {
    }

    /// A mail was asked for again too soon.
    record TooOften(Instant from) implements Refusal {
    }

    record KeyReused() implements Refusal {
    }
}
