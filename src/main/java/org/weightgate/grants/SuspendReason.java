package org.weightgate.grants;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// What a suspended grant waits for.
public enum SuspendReason {
    TERMS("the terms changed and must be accepted anew"),
    EVIDENCE("evidence is missing or out of date"),
    OWNER("the model's owner asked for it"),
    QUOTA("the download quota is used up"),
    POLICY("a rule of this model was broken");

    private final String words;

    SuspendReason(String words) {
        this.words = words;
    }

    /// Those a steward may choose; the portal itself finds the others.
    public static List<SuspendReason> choices() {
        return List.of(OWNER, EVIDENCE);
    }

    public static Optional<SuspendReason> chosen(@Nullable String name) {
        return choices().stream().filter(reason -> reason.name().equals(name)).findFirst();
    }

    public String words() {
        return words;
    }
}
