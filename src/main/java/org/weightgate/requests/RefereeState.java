package org.weightgate.requests;

/// What the referee a request names has said so far about its current revision; `word` and `tone` are how pages show it.
public enum RefereeState {
    /// No referee is named.
    NONE("nobody named", "draft"),
    WAITING("has not answered yet", "waiting"),
    CONFIRMED("vouched", "good"),
    DECLINED("did not vouch", "bad");

    private final String word;
    private final String tone;

    RefereeState(String word, String tone) {
        this.word = word;
        this.tone = tone;
    }

    public String word() {
        return word;
    }

    public String tone() {
        return tone;
    }
}
