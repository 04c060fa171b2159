package org.weightgate.events;

import org.weightgate.web.ProblemException;

/// Someone else appended to the same stream first; nothing of this transaction may commit.
public class StreamConflictException extends ProblemException {

    private static final long serialVersionUID = 1;

    StreamConflictException(Throwable cause) {
        super(409, "conflict", "Somebody else changed this at the same moment. Open it again and look before you decide.");
        initCause(cause);
    }
}
