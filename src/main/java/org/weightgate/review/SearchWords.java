package org.weightgate.review;

import java.util.Optional;

import org.weightgate.requests.PlainText;

/// What someone looks for. From two characters on it is compared with the beginnings of reference, address and name, from
/// four on with the answers as well.
record SearchWords(String text) {

    static final int SHORTEST = 2;
    static final int SHORTEST_ANYWHERE = 4;
    static final int LONGEST = 200;

    static Optional<SearchWords> of(String typed) {
        String text = PlainText.oneLine(typed);
        if (text.codePointCount(0, text.length()) < SHORTEST) {
            return Optional.empty();
        }
        return Optional.of(new SearchWords(text.substring(0, text.offsetByCodePoints(0,
                Math.min(LONGEST, text.codePointCount(0, text.length()))))));
    }

    boolean readsAnswers() {
        return text.codePointCount(0, text.length()) >= SHORTEST_ANYWHERE;
    }
}
