package org.weightgate.requests;

import java.util.HashMap;
import java.util.Map;

/// Answers that pass, to be varied by one field.
public final class KnownAnswers {

    public static final Map<String, String> COMPLETE = Map.of(
            "name", "Ada Lovelace",
            "affiliation", "University of London",
            "country", "GB",
            "role", "PhD student",
            "intendedUse", "Measure how well small models retell stories, and publish the evaluation with its code.",
            "links", "https://example.org/ada");

    private KnownAnswers() {
    }

    public static Map<String, String> with(String field, String value) {
        var answers = new HashMap<>(COMPLETE);
        answers.put(field, value);
        return Map.copyOf(answers);
    }
}
