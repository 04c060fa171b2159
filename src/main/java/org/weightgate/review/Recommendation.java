package org.weightgate.review;

/// What an expert would do.
public enum Recommendation {
    FOR("for giving access", "good"),
    AGAINST("against giving access", "bad"),
    UNSURE("unsure", "you");

    private final String words;
    private final String tone;

    Recommendation(String words, String tone) {
        this.words = words;
        this.tone = tone;
    }

    public String words() {
        return words;
    }

    public String tone() {
        return tone;
    }
}
