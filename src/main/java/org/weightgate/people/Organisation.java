package org.weightgate.people;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// An organisation's name as bans compare it: no case, no accents, no punctuation, and plain letters where people type them for others.
final class Organisation {

    private static final int LONGEST = 400;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /// What Unicode does not take apart, as `queue_fold` does (V124).
    private static final String LETTERS = "øđðłħŧıŋĸƀɓƈɗɖƌƒɠǥɣƙɨɩȷɲɔɵƥƭʈʉʊʋƴƶəǝɛς";
    private static final String PLAIN = "oddlhtinkbbcdddfgggkiijnoopttuuvyzeeeσ";

    private Organisation() {
    }

    /// Empty when nothing is left to compare.
    static String key(String name) {
        String bare = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String words = BETWEEN_WORDS.matcher(plain(bare.toLowerCase(Locale.ROOT))).replaceAll(" ").strip();
        String key = words.startsWith("the ") ? words.substring(4) : words;
        return key.length() <= LONGEST ? key : key.substring(0, LONGEST).strip();
    }

    private static String plain(String lower) {
        var letters = new StringBuilder(lower);
        for (int i = 0; i < letters.length(); i++) {
            int at = LETTERS.indexOf(letters.charAt(i));
            if (at >= 0) {
                letters.setCharAt(i, PLAIN.charAt(at));
            }
        }
        return letters.toString().replace("ß", "ss").replace("æ", "ae").replace("œ", "oe").replace("þ", "th");
    }
}
