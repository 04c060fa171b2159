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

    record Submit(UUID actor, int draft, Answers answers, Terms accepted) implements RequestCommand {
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
