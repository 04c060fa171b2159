package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// Everything that can be asked of a request; the answer is `RequestRules.decide`.
public sealed interface RequestCommand {

    /// Somebody asks for it; the others are the portal's own.
    sealed interface ByPerson extends RequestCommand {
        UUID actor();
    }

    /// A decision on what the reviewer saw.
    sealed interface ByReviewer extends ByPerson {
        Seen seen();
    }

    /// Begins a request.
    ///
    /// @param from   the closed request whose answers are taken over, if there is one
    /// @param renews whether it comes with a report on the use made of what that one gave
    record Start(UUID actor, @Nullable Origin from, boolean renews) implements ByPerson {
    }

    record SaveDraft(UUID actor, int draft) implements ByPerson {
    }

    /// Sends what was written.
    ///
    /// @param repeats whether nothing differs from the revision before, and no reply goes with it
    record Submit(UUID actor, int draft, Answers answers, Terms accepted, boolean repeats) implements ByPerson {

        public Submit(UUID actor, int draft, Answers answers, Terms accepted) {
            this(actor, draft, answers, accepted, false);
        }
    }

    record Withdraw(UUID actor) implements ByPerson {
    }

    record Approve(UUID actor, Seen seen, Instant until) implements ByReviewer {
    }

    record Reject(UUID actor, Seen seen, RejectionReason reason, String text, Instant reapplyFrom) implements ByReviewer {
    }

    record RequestChanges(UUID actor, Seen seen, String text, List<FieldNote> notes) implements ByReviewer {
    }

    /// Takes a deciding vote back before it takes effect.
    record TakeBack(UUID actor, int version) implements ByPerson {
    }

    /// Says that one should not decide on it.
    ///
    /// @param reason what the other reviewers and auditors read
    record DeclareConflict(UUID actor, String reason) implements ByPerson {
    }

    record RetractConflict(UUID actor) implements ByPerson {
    }

    /// A ban meets the applicant; `actor` is who pronounced it.
    record CloseForBan(UUID actor) implements ByPerson {
    }

    /// The hold of a decision is over.
    record EndHold() implements RequestCommand {
    }

    /// Closes it after a long silence.
    ///
    /// @param reminded when a reminder sent after `idleSince` was delivered, if one was
    record Lapse(Instant idleSince, @Nullable Instant reminded) implements RequestCommand {
    }
}
