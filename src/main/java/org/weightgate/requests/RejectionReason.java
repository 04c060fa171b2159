package org.weightgate.requests;

/// Why a request was turned down. A new reason is a new line here: pages, mails and the API read this list.
public enum RejectionReason {
    USE_UNCLEAR("Unclear what the weights are to be used for",
            "We could not tell from your description what you want to do with the weights."),
    USE_NOT_COVERED("Terms do not cover the intended use",
            "What you describe is not something the terms of this model allow."),
    IDENTITY_NOT_CONFIRMED("Person could not be confirmed",
            "We could not confirm who you are from what you gave us."),
    AFFILIATION_NOT_CONFIRMED("Institution could not be confirmed",
            "We could not confirm that you belong to the institution you named."),
    NOT_ELIGIBLE("Applicant is outside the group this model is for",
            "This model is given to a narrower group of people at this time."),
    DUPLICATE("Same work as in another request",
            "Another request already covers this work."),
    OTHER("Other reason, given in the text",
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

    /// What the reviewer picks from. Each begins with a letter of its own, so that typing it picks the reason.
    public String label() {
        return label;
    }

    /// What the applicant reads.
    public String sentence() {
        return sentence;
    }
}
