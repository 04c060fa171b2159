package org.weightgate.requests;

import java.util.List;

/// The answer to a command: what happens, or why nothing does.
public sealed interface Decision {

    record Decided(List<RequestEvent> events) implements Decision {
    }

    record Refused(Refusal reason) implements Decision {
    }
}
