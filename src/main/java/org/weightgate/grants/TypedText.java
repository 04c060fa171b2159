package org.weightgate.grants;

import java.util.regex.Pattern;

/// What somebody typed, without what would turn the reading direction around on other people's pages or control their screens.
final class TypedText {

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069&&[^\\n\\t]]");

    private TypedText() {
    }

    /// Line breaks stay, as `\n`.
    static String lines(String typed) {
        return UNSEEN.matcher(typed.replaceAll("\\r\\n?|[\\u0085\\u2028\\u2029]", "\n")).replaceAll("").strip();
    }

    static String oneLine(String typed) {
        return lines(typed).replaceAll("\\s+", " ");
    }
}
