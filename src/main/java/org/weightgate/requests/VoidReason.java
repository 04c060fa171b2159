package org.weightgate.requests;

/// Why a decision never took effect.
public enum VoidReason {
    WITHDRAWN("the applicant withdrew the request"),
    BANNED("the applicant was banned"),
    CONFLICT("a conflict of interest was declared"),
    NOT_REVIEWER("its author no longer reviews this model"),
    EXPIRED("the access it gives would already be over"),
    FACTS_CHANGED("what it rested on changed");

    private final String words;

    VoidReason(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
