package org.weightgate.requests;

/// How a team member has answered an invitation; `word` and `tone` are how pages show it.
public enum MemberState {
    INVITED("has not answered yet", "waiting"),
    JOINED("joined", "good"),
    DECLINED("declined", "bad"),
    DROPPED("taken off", "ended");

    private final String word;
    private final String tone;

    MemberState(String word, String tone) {
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
