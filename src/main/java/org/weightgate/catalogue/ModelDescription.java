package org.weightgate.catalogue;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

/// What a publisher says about a model. `description` is Markdown.
record ModelDescription(@NotBlank @Size(max = 300) String summary, @Nullable @Size(max = 100_000) String description,
        @NotBlank @Size(max = 200) String termsTitle, @NotBlank @Size(max = 200_000) String terms,
        @Nullable @Valid PolicyUpdate policy) {

    /// Whether it would do away with the second factor that guards the model.
    boolean relaxesStepUp() {
        return policy != null && Boolean.FALSE.equals(policy.stepUp());
    }

    String text() {
        return description == null ? "" : description;
    }
}
