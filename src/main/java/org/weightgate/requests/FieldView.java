package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.weightgate.web.Problem.FieldError;

/// One field of the form: the question, what was typed, what is wrong with it, what another tab saved meanwhile, and what a
/// reviewer wrote about it.
///
/// @param warning what would be wrong with it if it were sent now; an empty field is no reason to warn somebody who writes
public record FieldView(Question question, String value, Optional<String> error, Optional<String> warning,
        Optional<String> other, List<String> notes) {

    static List<FieldView> of(Answers typed, List<FieldError> errors, Optional<Answers> saved, List<FieldNote> notes) {
        return Stream.of(Question.values()).map(question -> {
            Optional<String> error = errors.stream().filter(wrong -> wrong.field().equals(question.id()))
                    .map(FieldError::message).findFirst();
            return new FieldView(question, typed.to(question), error,
                    error.isPresent() ? Optional.empty() : warning(question, typed.to(question)),
                    saved.map(answers -> answers.to(question)).filter(other -> !other.equals(typed.to(question))),
                    notes.stream().filter(note -> note.field().equals(question.id())).map(FieldNote::text).toList());
        }).toList();
    }

    private static Optional<String> warning(Question question, String typed) {
        String answer = question.clean(typed);
        return answer.isEmpty() ? Optional.empty() : question.problemWith(answer);
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

    /// The ids of everything that explains the field.
    public String describedBy() {
        return id() + "-why " + id() + "-warning" + (error.isPresent() ? " " + id() + "-error" : "")
                + (notes.isEmpty() ? "" : " " + id() + "-note");
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
