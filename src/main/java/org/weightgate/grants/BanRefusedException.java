package org.weightgate.grants;

import org.weightgate.web.ProblemException;

/// A ban that cannot be placed as typed; `field` is where the form says so.
class BanRefusedException extends ProblemException {

    private static final long serialVersionUID = 1;

    private final String field;

    BanRefusedException(String field, String detail) {
        super(422, "invalid-ban", detail);
        this.field = field;
    }

    String field() {
        return field;
    }
}
