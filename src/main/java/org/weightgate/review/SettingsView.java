package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.weightgate.requests.RejectionReason;
import org.weightgate.web.Problem.FieldError;

/// What a reviewer can set: their own replies and reminders, and for leads the templates of their models.
public record SettingsView(List<ModelTemplates> models, List<CannedReply> replies, boolean daily, int hour, String zone,
        Optional<Instant> lastMail, String lastMailWords, String form, Map<String, String> typed, List<FieldError> errors) {

    public record ModelTemplates(UUID id, String name, boolean lead, List<DecisionTemplate> templates) {

        public String form() {
            return "template-" + id;
        }
    }

    public String value(String name, String field) {
        return form.equals(name) ? typed.getOrDefault(field, "") : "";
    }

    /// What is wrong in the form of this name.
    public List<FieldError> errorsIn(String name) {
        return form.equals(name) ? errors : List.of();
    }

    /// The field an error is about; the forms on this page have the same fields.
    public String place(FieldError error) {
        return error.field() + form.substring(form.indexOf('-') < 0 ? form.length() : form.indexOf('-'));
    }

    public List<RejectionReason> reasons() {
        return Stream.of(RejectionReason.values()).filter(RejectionReason::isForReviewers).toList();
    }

    public List<Integer> hours() {
        return IntStream.range(0, 24).boxed().toList();
    }
}
