package org.weightgate.notices;

/// What came of one attempt to hand a mail over. `said` are the other side's words.
sealed interface Outcome {

    String said();

    /// The mail server has taken responsibility.
    record Accepted(String said) implements Outcome {
    }

    /// Not now: a 4xx, or a connection that broke in the middle.
    record Deferred(String said) implements Outcome {
    }

    /// Never: a 5xx. `badAddress` when it is the address that is refused, not this mail.
    record Refused(String said, boolean badAddress) implements Outcome {
    }

    /// The mail server cannot be spoken to at all, or takes nothing from us: no mail's own fault.
    record ServerTrouble(String said) implements Outcome {
    }
}
