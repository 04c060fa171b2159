package org.weightgate.web;

import java.text.Normalizer;
import java.util.stream.Collectors;

/// Text from strangers made harmless to read: no control characters, no direction overrides, no hidden line breaks.
public final class PlainText {

    private PlainText() {
    }

    /// On one line: every kind of white space and line break becomes one space.
    public static String oneLine(String text) {
        return readable(text.replaceAll("[\\s\\u0085\\u00a0\\u2028\\u2029]+", " ")).strip();
    }

    /// Line breaks stay, as `\n`.
    public static String lines(String text) {
        return readable(text.replaceAll("\\r\\n?|\\u0085|\\u2028|\\u2029", "\n")).strip();
    }

    /// As typed, save the one character that PostgreSQL cannot hold.
    public static String storable(String text) {
        return text.replace("\0", "");
    }

    private static String readable(String text) {
        String kept = text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !(Character.isISOControl(c) || overridesDirection(c)))
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .mapToObj(Character::toString).collect(Collectors.joining());
        return Normalizer.normalize(kept, Normalizer.Form.NFC);
    }

    private static boolean overridesDirection(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
