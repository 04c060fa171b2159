package org.weightgate.web;

import java.io.Serial;

/// Somebody sends more than they may just now; `retryAfter` says in seconds when the next one is taken.
public class TooManyException extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1;

    private final long retryAfter;

    public TooManyException(String detail, long retryAfter) {
        super(429, "too-many", detail);
        this.retryAfter = retryAfter;
    }

    long retryAfter() {
        return retryAfter;
    }
}
