package org.weightgate.catalogue;

import java.io.Serial;

import org.weightgate.web.ProblemException;

/// The object store does not answer as it should.
final class StoreUnavailableException extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1;

    StoreUnavailableException(Exception cause) {
        super(503, "store-unavailable", "The store that holds the weights does not answer right now. Try again in a minute.");
        initCause(cause);
    }
}
