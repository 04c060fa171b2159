package org.weightgate.grants;

/// Why a command is not carried out.
enum GrantRefusal {
    NOT_A_STEWARD(403, "not-a-steward",
            "Only the model's owners and reviewers change a grant. Ask them if yours should change."),
    NOT_THE_HOLDER(403, "not-the-holder", "Only the one who holds the grant accepts the terms."),
    OWN_GRANT(403, "own-grant", "This is your own grant: somebody else has to lift its suspension."),
    STALE(412, "stale", "The grant was changed after you opened it. Load it again and look before you decide."),
    ENDED(409, "grant-ended", "The grant has ended and stays as it is. A new request leads to a new grant."),
    ALREADY_SUSPENDED(409, "already-suspended", "The grant is suspended already."),
    NOT_SUSPENDED(409, "not-suspended", "The grant is not suspended: there is nothing to resume."),
    WAITS_FOR_TERMS(409, "waits-for-terms",
            "The holder has to accept the new terms; then the grant resumes by itself. Nobody can do that for them."),
    TERMS_NOT_OVERDUE(409, "terms-not-overdue", "The time to accept the terms is not over."),
    NOT_YET_OVER(409, "not-yet-over", "The grant's time is not over.");

    private final int status;
    private final String reason;
    private final String detail;

    GrantRefusal(int status, String reason, String detail) {
        this.status = status;
        this.reason = reason;
        this.detail = detail;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    String detail() {
        return detail;
    }
}
