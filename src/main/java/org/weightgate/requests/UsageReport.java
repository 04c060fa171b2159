package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;

import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// What a holder writes about the use they made of a model.
///
/// @param publications addresses, one per line
public record UsageReport(String summary, String publications) {

    static final UsageReport EMPTY = new UsageReport("", "");

    private static final int SHORTEST = 20;
    private static final int LONGEST = 4000;

    UsageReport clean() {
        return new UsageReport(PlainText.lines(summary), String.join("\n", Links.split(publications)));
    }

    List<FieldError> errors() {
        UsageReport clean = clean();
        var errors = new ArrayList<FieldError>();
        int length = clean.summary.codePointCount(0, clean.summary.length());
        if (length < SHORTEST || length > LONGEST) {
            errors.add(new FieldError("summary", "Write " + SHORTEST + " to " + LONGEST
                    + " characters on what you used it for; this has " + length + "."));
        }
        if (!clean.publications.isEmpty()) {
            Links.problemWith(Links.split(clean.publications))
                    .ifPresent(message -> errors.add(new FieldError("publications", message)));
        }
        return List.copyOf(errors);
    }
}
