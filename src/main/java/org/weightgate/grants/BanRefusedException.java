package org.weightgate.grants;

import org.weightgate.web.ProblemException;

/// A ban that cannot be placed as typed; `field` is where the form says so.
class BanRefusedException extends ProblemException {

    private static final long serialVersionUID = 1;

    private final String field;

    BanRefusedException(String field, String detail) {
        this(422, "invalid-ban", field, detail);
    }

    private BanRefusedException(int status, String reason, String field, String detail) {
        super(status, reason, detail);
        this.field = field;
    }

    static BanRefusedException already(String detail) {
        return new BanRefusedException(409, "already-banned", "who", detail);
    }

    String field() {
        return field;
    }
}
