package org.weightgate.requests;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

/// A version in the clothes of HTTP.
public final class ETags {

    private static final int NEVER = -1;

    private ETags() {
    }

    public static String of(int version) {
        return "\"" + version + "\"";
    }

    /// The version an `If-Match` names; without one the call is refused, and a tag that is not ours matches nothing.
    public static int required(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw missing("If-Match");
        }
        String tag = ifMatch.strip();
        if (!tag.matches("\"[0-9]{1,9}\"")) {
            return NEVER;
        }
        return Integer.parseInt(tag.substring(1, tag.length() - 1));
    }

    public static ProblemException missing(String what) {
        return Refusals.of(new Refusal.Unseen(what)).exception();
    }
}
