package org.weightgate.grants;

import java.util.Arrays;
import java.util.Locale;

import org.weightgate.web.ProblemException;

/// What a steward can do to a grant, with the words that ask before it is done.
enum GrantAct {
    REVOKE("Revoke access", "This ends the grant for good: no new download starts. Only a new request can lead to a new grant.",
            "Why do you revoke it?"),
    SUSPEND("Pause access", "No new download starts until the grant is resumed.", "Why do you pause it?"),
    RESUME("Resume access", "Downloads start again at once, until the grant ends.", "Why do you resume it?");

    private final String label;
    private final String effect;
    private final String question;

    GrantAct(String label, String effect, String question) {
        this.label = label;
        this.effect = effect;
        this.question = question;
    }

    static GrantAct of(String word) {
        return Arrays.stream(values()).filter(act -> act.word().equals(word)).findFirst()
                .orElseThrow(() -> ProblemException.notFound("There is no such page."));
    }

    GrantCommand command(String reason) {
        return switch (this) {
            case REVOKE -> new GrantCommand.Revoke(reason);
            case SUSPEND -> new GrantCommand.Suspend(SuspendReason.OWNER, reason);
            case RESUME -> new GrantCommand.Resume(reason);
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String label() {
        return label;
    }

    public String effect() {
        return effect;
    }

    public String question() {
        return question;
    }

    public String tone() {
        return switch (this) {
            case REVOKE -> "bad";
            case SUSPEND -> "you";
            case RESUME -> "good";
        };
    }

    public boolean stops() {
        return this != RESUME;
    }

    public boolean destructive() {
        return this == REVOKE;
    }
}
