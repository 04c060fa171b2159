package org.weightgate.web;

import java.io.Serial;

/// The account was erased while it was asked for something; nothing is begun for it any more.
public class AccountErasedException extends ProblemException {

    @Serial
    private static final long serialVersionUID = 1;

    public AccountErasedException() {
        super(409, "account-erased",
                "Your account was erased meanwhile, so nothing was kept of this. To begin anew, sign in again.");
    }
}
