package org.weightgate.events;

import java.util.UUID;

/// Someone else appended to the same stream first; nothing of this transaction may commit.
public class StreamConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StreamConflictException(UUID stream, Throwable cause) {
        super("stream " + stream + " was changed by someone else at the same moment", cause);
    }
}
