package org.weightgate.grants;

/// What a suspended grant waits for.
public enum SuspendReason {
    TERMS("the terms changed and must be accepted anew"),
    EVIDENCE("evidence is missing or out of date"),
    OWNER("the model's owner asked for it"),
    QUOTA("the download quota is used up");

    private final String words;

    SuspendReason(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
