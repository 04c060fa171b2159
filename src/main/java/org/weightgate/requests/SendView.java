package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.weightgate.web.Problem.FieldError;

/// The last page of the form.
public record SendView(String model, UUID request, int draft, String key, List<AnswerView> answers, Team team,
        List<Attachment> files, String reply, boolean again, ApplyView.TermsView terms, boolean accepted,
        List<FieldError> errors, Optional<String> notice, String name, String email, boolean emailVerified) {

    public String path() {
        return "/models/" + model + "/apply";
    }

    public String summary(FieldError error) {
        return Question.of(error.field()).map(question -> "“" + question.label() + "”: ").orElse("") + error.message();
    }

    /// Whether everything but the tick is there.
    public boolean isSendable() {
        return emailVerified && errors.stream().allMatch(error -> error.field().equals("terms"));
    }
}
