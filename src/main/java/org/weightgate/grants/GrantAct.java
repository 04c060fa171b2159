package org.weightgate.grants;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.weightgate.web.ProblemException;

/// What a steward can do to a grant, with the words that ask before it is done.
enum GrantAct {
    REVOKE("Revoke access", "This ends the grant for good: no new download starts. Only a new request can lead to a new grant.",
            "What the holder reads"),
    SUSPEND("Pause access", "No new download starts until the grant is resumed.", "What the holder reads"),
    RESUME("Resume access", "Downloads start again at once, until the grant ends.", "What the holder reads");

    private final String label;
    private final String effect;
    private final String question;

    GrantAct(String label, String effect, String question) {
        this.label = label;
        this.effect = effect;
        this.question = question;
    }

    /// One of the reasons to choose from.
    record Choice(String value, String label) {
    }

    static GrantAct of(String word) {
        return Arrays.stream(values()).filter(act -> act.word().equals(word)).findFirst()
                .orElseThrow(ProblemException::noSuchPage);
    }

    /// Nothing when the reason chosen is none of ours.
    Optional<GrantCommand> command(String code, String text) {
        return switch (this) {
            case REVOKE -> RevokeReason.chosen(code).map(reason -> new GrantCommand.Revoke(reason, text));
            case SUSPEND -> SuspendReason.chosen(code).map(reason -> new GrantCommand.Suspend(reason, text));
            case RESUME -> Optional.of(new GrantCommand.Resume(text));
        };
    }

    public List<Choice> choices() {
        return switch (this) {
            case REVOKE -> RevokeReason.choices().stream().map(reason -> new Choice(reason.name(), reason.words())).toList();
            case SUSPEND -> SuspendReason.choices().stream()
                    .map(reason -> new Choice(reason.name(), sentence(reason.words()))).toList();
            case RESUME -> List.of();
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

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
