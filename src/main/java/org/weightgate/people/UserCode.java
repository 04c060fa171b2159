package org.weightgate.people;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The code a person copies from a screen: no vowels, so no words; no letter that looks like a digit or another letter.
record UserCode(String letters) {

    static final String ALPHABET = "BCDFGHJKMNPQRSTVWXZ";

    private static final int LENGTH = 8;
    private static final Pattern VALID = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

    UserCode {
        if (!VALID.matcher(letters).matches()) {
            throw new IllegalArgumentException("a code has " + LENGTH + " letters of " + ALPHABET);
        }
    }

    static UserCode next() {
        return new UserCode(TokenSecret.random(LENGTH, ALPHABET));
    }

    /// What somebody typed: any case, with or without the dash or spaces.
    static Optional<UserCode> typed(String text) {
        String letters = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        return VALID.matcher(letters).matches() ? Optional.of(new UserCode(letters)) : Optional.empty();
    }

    @Override
    public String toString() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
