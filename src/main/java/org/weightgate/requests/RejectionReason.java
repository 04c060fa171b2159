package org.weightgate.requests;

/// Why a request was turned down. A new reason is a new line here: pages, mails and the API read this list.
public enum RejectionReason {
    USE_UNCLEAR("The intended use is not described well enough",
            "We could not tell from your description what you want to do with the weights."),
    USE_NOT_COVERED("The intended use is not covered by the terms",
            "What you describe is not something the terms of this model allow."),
    IDENTITY_NOT_CONFIRMED("The person could not be confirmed",
            "We could not confirm who you are from what you gave us."),
    AFFILIATION_NOT_CONFIRMED("The institution could not be confirmed",
            "We could not confirm that you belong to the institution you named."),
    NOT_ELIGIBLE("The applicant is outside the group this model is for",
            "This model is given to a narrower group of people at this time."),
    DUPLICATE("The same work is covered by another request",
            "Another request already covers this work."),
    OTHER("Another reason, given in the text",
            "The reviewer gave the reason below."),
    /// The portal's own, not a reviewer's.
    BANNED("A ban closed it",
            "A ban closed it.");

    private final String label;
    private final String sentence;

    RejectionReason(String label, String sentence) {
        this.label = label;
        this.sentence = sentence;
    }

    public boolean isForReviewers() {
        return this != BANNED;
    }

    /// What the reviewer picks from.
    public String label() {
        return label;
    }

    /// What the applicant reads.
    public String sentence() {
        return sentence;
    }
}
