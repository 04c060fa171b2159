package org.weightgate.grants;

/// Two grants were about to live side by side; the database kept one.
public class GrantConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    GrantConflictException(Throwable cause) {
        super("this person was given a grant on this model at the same moment", cause);
    }
}
