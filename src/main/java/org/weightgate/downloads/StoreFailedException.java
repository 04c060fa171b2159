package org.weightgate.downloads;

import java.io.Serial;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import io.quarkus.logging.Log;

/// The store does not give a file, or not the right one. The caller is told to come back, the log what happened.
final class StoreFailedException extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1;

    StoreFailedException(String what, @Nullable Exception cause) {
        super(503, "store-unavailable", "The store that holds the weights does not answer right now. Try again in a minute.");
        if (cause != null) {
            initCause(cause);
        }
        Log.warn(what, cause);
    }
}
