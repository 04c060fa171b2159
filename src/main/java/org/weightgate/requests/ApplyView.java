package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.weightgate.web.Problem.FieldError;

/// The application form as it is shown.
///
/// @param report   for a renewal what was said about the use so far
/// @param restored whether it shows what was typed before a session ended, and is not saved yet
public record ApplyView(String model, int draft, String key, List<SectionView> sections, List<StepView> steps,
        List<FieldError> errors, Optional<String> notice, Optional<Changes> changes, TermsView terms,
        Optional<Instant> saved, Optional<UUID> request, boolean emailVerified, String email, Company company, boolean restored,
        List<AnswerView> report) {

    public record TermsView(int version, String title, String body, String sha256, boolean ticked, Optional<String> error) {
    }

    /// What the reviewer asked for, and the answer to it that is being written.
    public record Changes(String text, String reply) {
    }

    /// Everything beside the answers: people and files, and what is being typed about them.
    public record Company(Team team, List<Attachment> files, String fileLimits, long largest, String memberEmail,
            String refereeName,
            String refereeEmail) {
    }

    public String path() {
        return "/models/" + model + "/apply";
    }

    public List<Countries.Choice> countries() {
        return Countries.ALL;
    }

    public List<FieldView> fields() {
        return sections.stream().flatMap(section -> section.fields().stream()).toList();
    }

    /// What is wrong, with the question it is wrong in.
    public String summary(FieldError error) {
        return Question.of(error.field()).map(question -> "“" + question.label() + "”: ").orElse("") + error.message();
    }

    public boolean isConflict() {
        return fields().stream().anyMatch(field -> field.other().isPresent());
    }
}
