package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One field of the form: the question, what was typed, what is wrong with it, and what another tab saved meanwhile.
public record FieldView(Question question, String value, Optional<String> error, Optional<String> other) {

    static List<FieldView> of(Answers typed, List<FieldError> errors, Optional<Answers> saved) {
        return Stream.of(Question.values()).map(question -> new FieldView(question, typed.to(question),
                errors.stream().filter(error -> error.field().equals(question.id())).map(FieldError::message).findFirst(),
                saved.map(answers -> answers.to(question)).filter(other -> !other.equals(typed.to(question)))))
                .toList();
    }

    public String id() {
        return question.id();
    }

    public boolean isLine() {
        return question.kind() == Question.Kind.LINE;
    }

    public boolean isCountry() {
        return question.kind() == Question.Kind.COUNTRY;
    }

    public int rows() {
        return question.kind() == Question.Kind.LINKS ? 3 : 8;
    }

    /// The name a browser may fill in.
    public String autocomplete() {
        return switch (question) {
            case NAME -> "name";
            case AFFILIATION -> "organization";
            case COUNTRY -> "country";
            case ROLE -> "organization-title";
            case INTENDED_USE, LINKS -> "off";
        };
    }
}
