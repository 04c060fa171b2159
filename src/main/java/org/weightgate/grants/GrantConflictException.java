package org.weightgate.grants;

import org.weightgate.web.ProblemException;

/// Two grants were about to live side by side; the database kept one.
public class GrantConflictException extends ProblemException {

    private static final long serialVersionUID = 1;

    GrantConflictException(Throwable cause) {
        super(409, "conflict", "This person was given access to this model at the same moment. Open the request again.");
        initCause(cause);
    }
}
