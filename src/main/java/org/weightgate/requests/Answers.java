package org.weightgate.requests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;
import org.weightgate.web.Sha256;

/// What an applicant wrote, by question id; a missing answer is an empty one.
public record Answers(Map<String, String> byId) {

    public static final int FORM_VERSION = 1;

    public Answers {
        byId = Map.copyOf(byId);
    }

    public static Answers empty() {
        return new Answers(Map.of());
    }

    public String to(Question question) {
        return byId.getOrDefault(question.id(), "");
    }

    /// As typed, for a draft: only what could not be stored is left out.
    Answers storable() {
        return each((question, typed) -> PlainText.storable(typed));
    }

    /// As it is frozen in a revision.
    Answers clean() {
        return each(Question::clean);
    }

    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        for (Question question : Question.values()) {
            question.problemWith(question.clean(to(question)))
                    .ifPresent(message -> errors.add(new FieldError(question.id(), message)));
        }
        return List.copyOf(errors);
    }

    String sha256() {
        var text = new StringBuilder("form ").append(FORM_VERSION).append('\n');
        for (Question question : Question.values()) {
            String answer = question.clean(to(question));
            text.append(question.id()).append(' ').append(answer.length()).append('\n').append(answer).append('\n');
        }
        return Sha256.hex(text.toString());
    }

    private Answers each(Change change) {
        var changed = new HashMap<String, String>();
        for (Question question : Question.values()) {
            String answer = change.of(question, to(question));
            if (!answer.isEmpty()) {
                changed.put(question.id(), answer);
            }
        }
        return new Answers(changed);
    }

    private interface Change {
        String of(Question question, String typed);
    }
}
