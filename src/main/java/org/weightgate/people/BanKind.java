package org.weightgate.people;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// What a ban names.
public enum BanKind {
    PERSON("One person", "Their user name. A new account with the same address is met too."),
    ADDRESS("An address", "Case, a tag behind a plus and the dots of Gmail make no difference."),
    DOMAIN("A domain", "Every address at the domain and at everything below it."),
    ORGANISATION("An organisation", "Everybody who names it in a request; spelling counts, case and accents do not.");

    private final String label;
    private final String meaning;

    BanKind(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    public static Optional<BanKind> of(@Nullable String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String label() {
        return label;
    }

    public String meaning() {
        return meaning;
    }
}
