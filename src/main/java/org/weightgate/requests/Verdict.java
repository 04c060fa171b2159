package org.weightgate.requests;

public enum Verdict {
    APPROVE("approve"),
    REJECT("reject"),
    REQUEST_CHANGES("ask for changes");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
