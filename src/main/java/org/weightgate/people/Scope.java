package org.weightgate.people;

import java.util.Locale;

/// What an access token may do; a session may do all that its person may.
public enum Scope {

    READ("See your requests and download what you were granted"),
    APPLY("Apply for models in your name"),
    PUBLISH("Publish models and releases you are responsible for"),
    REVIEW("Review requests and look after who has access, as far as your roles reach");

    private final String meaning;

    Scope(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    /// As it is written in requests and pages.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
