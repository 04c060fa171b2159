package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Everything that can be asked of a request; the answer is `RequestRules.decide`.
public sealed interface RequestCommand {

    UUID actor();

    record Start(UUID actor) implements RequestCommand {
    }

    record SaveDraft(UUID actor, int draft) implements RequestCommand {
    }

    /// Sends what was written.
    ///
    /// @param repeats whether nothing differs from the revision before, and no reply goes with it
    record Submit(UUID actor, int draft, Answers answers, Terms accepted, boolean repeats) implements RequestCommand {

        public Submit(UUID actor, int draft, Answers answers, Terms accepted) {
            this(actor, draft, answers, accepted, false);
        }
    }

    record Withdraw(UUID actor) implements RequestCommand {
    }

    record Approve(UUID actor, Seen seen, Instant until) implements RequestCommand {
    }

    record Reject(UUID actor, Seen seen, RejectionReason reason, String text, Instant reapplyFrom)
            implements
                RequestCommand {
    }

    record RequestChanges(UUID actor, Seen seen, String text, List<FieldNote> notes) implements RequestCommand {
    }
}
