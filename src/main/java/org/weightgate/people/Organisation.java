package org.weightgate.people;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// An organisation's name as bans compare it: no case, no accents, no punctuation.
final class Organisation {

    private static final int LONGEST = 400;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Organisation() {
    }

    /// Empty when nothing is left to compare.
    static String key(String name) {
        String bare = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String words = BETWEEN_WORDS.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
        String key = words.startsWith("the ") ? words.substring(4) : words;
        return key.length() <= LONGEST ? key : key.substring(0, LONGEST).strip();
    }
}
