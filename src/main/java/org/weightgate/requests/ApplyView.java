package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The application form as it is shown.
public record ApplyView(String model, int draft, String key, List<FieldView> fields, List<FieldError> errors,
        Optional<String> notice, Optional<String> reviewerText, TermsView terms, Optional<When> saved,
        Optional<UUID> request, boolean emailVerified, String email) {

    public record TermsView(int version, String title, String body, String sha256, Optional<String> error) {
    }

    public String path() {
        return "/models/" + model + "/apply";
    }

    public List<Countries.Choice> countries() {
        return Countries.ALL;
    }

    public boolean isConflict() {
        return fields.stream().anyMatch(field -> field.other().isPresent());
    }
}
