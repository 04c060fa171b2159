package org.weightgate.requests;

/// The facts a reviewer decides on; when one of them changes under their hands, the decision is refused and names it.
public enum ShownFact {
    ANSWERS("the answers"),
    TERMS("the model's terms"),
    POLICY("the access policy"),
    APPLICANT("the applicant's name or verified address"),
    MEMBERS("the team or the referee"),
    BANS("the bans that concern the applicant"),
    CONFLICTS("a voter's conflict of interest or lost role");

    private final String words;

    ShownFact(String words) {
        this.words = words;
    }

    public String label() {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    public String words() {
        return words;
    }
}
