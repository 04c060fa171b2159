package org.weightgate.grants;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// Why a grant was revoked. Pages, mails and the API read this list.
public enum RevokeReason {
    TERMS_BROKEN("The terms were broken"),
    MISUSE("It was used for something else than was applied for"),
    LEFT("The holder left the institution they applied with"),
    ENDED("The work it was given for has ended"),
    SECURITY("An account or a copy is no longer safe"),
    BANNED("A ban ended it"),
    REJECTED("The model's owners do not want to give it any longer"),
    OTHER("Another reason, given in the text");

    private final String words;

    RevokeReason(String words) {
        this.words = words;
    }

    /// Those a steward may choose; the others come with a ban or a rejection.
    public static List<RevokeReason> choices() {
        return Arrays.stream(values()).filter(reason -> reason != BANNED && reason != REJECTED).toList();
    }

    public static Optional<RevokeReason> chosen(@Nullable String name) {
        return choices().stream().filter(reason -> reason.name().equals(name)).findFirst();
    }

    public String words() {
        return words;
    }
}
