package org.weightgate.web;

import java.io.Serial;

/// As much is under way as can be; nothing was done with what was sent, and it is taken soon.
public class BusyException extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1;

    public BusyException() {
        super(Admission.BUSY.status(), "busy", "As much is under way as can be.");
    }
}
