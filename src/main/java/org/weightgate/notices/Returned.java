package org.weightgate.notices;

/// What a message that came back to a mail's own return address says.
sealed interface Returned {

    /// The mail was not delivered and nobody tries any more.
    record Failed(String said, boolean badAddress) implements Returned {
    }

    /// Somebody on the way still tries.
    record Delayed(String said) implements Returned {
    }

    /// No delivery report: an automatic answer, a note from a person, junk. It changes nothing and is never answered.
    record Other() implements Returned {
    }
}
