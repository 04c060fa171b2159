package org.weightgate.grants;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.TermsDiff;
import org.weightgate.web.FormFields;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// The form for new terms, with what was typed.
///
/// @param version  which holds now
/// @param replaces which held when the writer began
record TermsForm(String model, int version, int replaces, int holders, String title, String body, boolean mustAccept,
        String graceDays, boolean restored, List<FieldError> errors, List<Campaign> campaigns, @Nullable Overtaken overtaken) {

    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_BODY = 200_000;
    private static final int LONGEST_GRACE = 365;

    record Campaign(int version, String started, String ends, boolean over) {
    }

    /// Somebody else published while this was written.
    record Overtaken(int read, int now, String title, TermsDiff changes) {
    }

    TermsForm typed(MultivaluedMap<String, String> fields) {
        String newTitle = PlainText.oneLine(FormFields.text(fields, "title"));
        String newBody = PlainText.lines(FormFields.text(fields, "body"));
        boolean must = "yes".equals(fields.getFirst("mustAccept"));
        String days = FormFields.text(fields, "graceDays").strip();
        var wrong = new ArrayList<FieldError>();
        if (newTitle.isEmpty() || newTitle.length() > LONGEST_TITLE) {
            wrong.add(new FieldError("title", "Write a title of 1 to " + LONGEST_TITLE + " characters."));
        }
        if (newBody.isEmpty() || newBody.length() > LONGEST_BODY) {
            wrong.add(new FieldError("body", "Write the terms, at most " + LONGEST_BODY + " characters."));
        }
        if (wrong.isEmpty() && newTitle.equals(title) && newBody.equals(body.strip())) {
            wrong.add(new FieldError("body", "These are the terms that hold already. Change them first."));
        }
        if (must && grace(days) == null) {
            wrong.add(new FieldError("graceDays", "Write a number of days from 0 to " + LONGEST_GRACE + "."));
        }
        return new TermsForm(model, version, FormFields.whole(fields, "replaces").orElse(version), holders, newTitle, newBody,
                must, days, false,
                List.copyOf(wrong), campaigns, null);
    }

    /// What was typed before a fresh sign-in.
    TermsForm typedAgain(MultivaluedMap<String, String> fields) {
        TermsForm form = typed(fields);
        return new TermsForm(model, version, form.replaces, holders, form.title, form.body, form.mustAccept, form.graceDays,
                true, form.errors, campaigns, null);
    }

    TermsForm overtaken(int now, Overtaken by) {
        return new TermsForm(model, now, now, holders, title, body, mustAccept, graceDays, false, errors, campaigns, by);
    }

    @Nullable
    Integer grace() {
        return grace(graceDays);
    }

    public int nextVersion() {
        return version + 1;
    }

    private static @Nullable Integer grace(String days) {
        if (!days.matches("[0-9]{1,3}")) {
            return null;
        }
        Integer number = Integer.valueOf(days);
        return number <= LONGEST_GRACE ? number : null;
    }
}
