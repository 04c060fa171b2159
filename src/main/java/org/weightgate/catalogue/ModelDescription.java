package org.weightgate.catalogue;

import java.util.Objects;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

/// What a publisher says about a model; of a known one, what is left out stays as it is. `description` is Markdown.
record ModelDescription(
        @Nullable @Size(max = 300) @Pattern(regexp = ModelDescription.SOMETHING, message = ModelDescription.BLANK) String summary,
        @Nullable @Size(max = 100_000) String description,
        @Nullable @Size(max = 200) @Pattern(regexp = ModelDescription.SOMETHING, message = ModelDescription.BLANK) String termsTitle,
        @Nullable @Size(max = 200_000) @Pattern(regexp = ModelDescription.SOMETHING, message = ModelDescription.BLANK) String terms,
        @Nullable @Valid PolicyUpdate policy) {

    static final String SOMETHING = "(?s).*\\S.*";
    static final String BLANK = "must not be blank";

    ModelDescription {
        summary = summary == null ? null : PlainText.oneLine(summary);
        termsTitle = termsTitle == null ? null : PlainText.oneLine(termsTitle);
    }

    /// Nothing left out.
    record Whole(String summary, String description, String termsTitle, String terms) {
    }

    Whole over(Model model, TermsVersion inForce) {
        return new Whole(Objects.requireNonNullElse(summary, model.summary()),
                Objects.requireNonNullElse(description, model.description()),
                Objects.requireNonNullElse(termsTitle, inForce.title()), Objects.requireNonNullElse(terms, inForce.body()));
    }

    Whole ofNew() {
        if (summary == null || termsTitle == null || terms == null) {
            throw new ProblemException(400, "description-incomplete", "There is no model of this name yet, and a new one needs"
                    + " summary, termsTitle and terms.");
        }
        return new Whole(summary, Objects.requireNonNullElse(description, ""), termsTitle, terms);
    }
}
