package org.weightgate.review;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.PlainText;

/// What someone looks for. From two characters on it is compared with the beginnings of reference, address and name, from
/// four on with the answers as well. One sign is enough where a sign is a word.
record SearchWords(String text) {

    static final int SHORTEST = 2;
    static final int SHORTEST_ANYWHERE = 4;
    static final int LONGEST = 200;
    private static final int DIGITS = 5;
    private static final Pattern NUMBER = Pattern.compile(
            "#?(?:wg)?[-\\u2010-\\u2015 ]*(?:(?<year>20[0-9]{2})[-\\u2010-\\u2015 ]+)?(?<number>[0-9]{1,15})",
            Pattern.CASE_INSENSITIVE);

    static Optional<SearchWords> of(String typed) {
        String text = PlainText.oneLine(typed);
        if (text.codePointCount(0, text.length()) < SHORTEST && !text.matches("[1-9]") && !isWholeWord(text)) {
            return Optional.empty();
        }
        return Optional.of(new SearchWords(text.substring(0, text.offsetByCodePoints(0,
                Math.min(LONGEST, text.codePointCount(0, text.length()))))));
    }

    /// The one request these words name, if they name one: its number, with or without what stands before it. Few digits after
    /// a nought are the beginning of a number, not one.
    Optional<RequestNumber> number() {
        Matcher found = NUMBER.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC));
        if (!found.matches()) {
            return Optional.empty();
        }
        String digits = found.group("number");
        String bare = digits.replaceFirst("^0+", "");
        boolean whole = digits.length() >= DIGITS || bare.length() == digits.length();
        return bare.isEmpty() || !whole ? Optional.empty()
                : Optional.of(new RequestNumber(found.group("year"), bare,
                        digits.length() < found.group().length() || digits.length() < SHORTEST));
    }

    /// A request's number without the noughts before it, and the year it was said to be of.
    ///
    /// @param alone nothing else is looked for: more than digits were typed, or too little to look for anything else
    record RequestNumber(@Nullable String year, String digits, boolean alone) {

        /// What the references it means look like.
        String pattern() {
            return "WG-" + (year == null ? "%" : year) + "-%";
        }
    }

    private static boolean isWholeWord(String sign) {
        return sign.codePoints().findFirst().stream().anyMatch(first -> switch (Character.UnicodeScript.of(first)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
            default -> false;
        });
    }

    boolean readsAnswers() {
        return text.codePointCount(0, text.length()) >= SHORTEST_ANYWHERE;
    }
}
