package org.weightgate.requests;

import java.util.Optional;

import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// What an applicant reads of a rejection or a question.
public final class RulingText {

    static final int SHORTEST = 10;
    public static final int LONGEST = 4000;

    private RulingText() {
    }

    public static Optional<FieldError> problem(String text) {
        String plain = PlainText.lines(text);
        int length = plain.codePointCount(0, plain.length());
        return length >= SHORTEST && length <= LONGEST ? Optional.empty()
                : Optional.of(new FieldError("publicText",
                        "Write " + SHORTEST + " to " + LONGEST + " characters: the applicant reads this."));
    }
}
