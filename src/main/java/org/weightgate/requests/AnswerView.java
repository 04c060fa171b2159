package org.weightgate.requests;

import java.util.List;
import java.util.stream.Stream;

/// One answer as it is read: by its author on the status page and by the reviewer on the desk.
public record AnswerView(String id, String label, String text, List<String> links) {

    public static List<AnswerView> of(Answers answers) {
        return Stream.of(Question.values()).map(question -> of(question, question.clean(answers.to(question)))).toList();
    }

    private static AnswerView of(Question question, String answer) {
        return switch (question.kind()) {
            case LINE, TEXT -> new AnswerView(question.id(), question.label(), answer, List.of());
            case COUNTRY -> new AnswerView(question.id(), question.label(),
                    answer.isEmpty() ? "" : Countries.name(answer) + " (" + answer + ")", List.of());
            case LINKS -> new AnswerView(question.id(), question.label(), "",
                    Links.split(answer).stream().filter(Links::isWebAddress).toList());
        };
    }

    public boolean isEmpty() {
        return text.isEmpty() && links.isEmpty();
    }
}
