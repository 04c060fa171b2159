package org.weightgate.grants;

import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;

/// The form for new terms, with what was typed.
record TermsForm(String model, int version, int holders, String title, String body, boolean mustAccept, String graceDays,
        boolean restored, List<Wrong> errors, List<Campaign> campaigns) {

    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_BODY = 200_000;
    private static final int LONGEST_GRACE = 365;

    record Wrong(String field, String message) {
    }

    record Campaign(int version, String started, String ends, boolean over) {
    }

    TermsForm typed(MultivaluedMap<String, String> fields) {
        String newTitle = text(fields, "title").strip();
        String newBody = text(fields, "body").replace("\r\n", "\n").strip();
        boolean must = "yes".equals(fields.getFirst("mustAccept"));
        String days = text(fields, "graceDays").strip();
        var wrong = new ArrayList<Wrong>();
        if (newTitle.isEmpty() || newTitle.length() > LONGEST_TITLE) {
            wrong.add(new Wrong("title", "Write a title of 1 to " + LONGEST_TITLE + " characters."));
        }
        if (newBody.isEmpty() || newBody.length() > LONGEST_BODY) {
            wrong.add(new Wrong("body", "Write the terms, at most " + LONGEST_BODY + " characters."));
        }
        if (wrong.isEmpty() && newTitle.equals(title) && newBody.equals(body.strip())) {
            wrong.add(new Wrong("body", "These are the terms that hold already. Change them first."));
        }
        if (must && grace(days) == null) {
            wrong.add(new Wrong("graceDays", "Write a number of days from 0 to " + LONGEST_GRACE + "."));
        }
        return new TermsForm(model, version, holders, newTitle, newBody, must, days, false, List.copyOf(wrong), campaigns);
    }

    /// What was typed before a fresh sign-in.
    TermsForm typedAgain(MultivaluedMap<String, String> fields) {
        TermsForm form = typed(fields);
        return new TermsForm(model, version, holders, form.title, form.body, form.mustAccept, form.graceDays, true,
                form.errors, campaigns);
    }

    @Nullable
    Integer grace() {
        return grace(graceDays);
    }

    public int nextVersion() {
        return version + 1;
    }

    public @Nullable String error(String field) {
        return errors.stream().filter(wrong -> wrong.field().equals(field)).map(Wrong::message).findFirst().orElse(null);
    }

    private static @Nullable Integer grace(String days) {
        if (!days.matches("[0-9]{1,3}")) {
            return null;
        }
        Integer number = Integer.valueOf(days);
        return number <= LONGEST_GRACE ? number : null;
    }

    private static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value;
    }
}
