package org.weightgate.grants;

import java.util.Optional;

import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.FormFields;
import org.weightgate.web.PlainText;

/// The form that asks before a grant is changed, with what was typed.
record ActForm(HolderRow grant, GrantAct act, int version, String code, String reason, boolean restored,
        @Nullable String refused, @Nullable String codeError, @Nullable String reasonError) {

    static ActForm empty(HolderRow grant, GrantAct act) {
        return new ActForm(grant, act, grant.version(), "", "", false, null, null, null);
    }

    static ActForm typed(HolderRow grant, GrantAct act, MultivaluedMap<String, String> fields) {
        String code = FormFields.text(fields, "code");
        String typed = FormFields.text(fields, "reason");
        String reason = PlainText.lines(typed);
        return new ActForm(grant, act, FormFields.whole(fields, "version").orElse(-1), code, typed, false,
                null, act.command(code, reason).isEmpty() ? "Choose a reason." : null, problem(reason));
    }

    /// What was typed before a fresh sign-in: nothing is wrong with it yet.
    ActForm again() {
        return new ActForm(grant, act, version, code, reason, true, null, null, null);
    }

    /// The same words about the grant as it is now, with why they were not acted on.
    ActForm refused(HolderRow now, String why) {
        return new ActForm(now, act, now.version(), code, reason, false, why, null, null);
    }

    Optional<GrantCommand> command() {
        return codeError == null && reasonError == null ? act.command(code, PlainText.lines(reason)) : Optional.empty();
    }

    public boolean wrong() {
        return codeError != null || reasonError != null;
    }

    private static @Nullable String problem(String typed) {
        if (typed.isEmpty()) {
            return "Write why: the holder reads it.";
        }
        return typed.length() > GrantApi.LONGEST_REASON ? "Use at most " + GrantApi.LONGEST_REASON + " characters." : null;
    }
}
