package org.weightgate.grants;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which releases a grant covers: `2.x` is every release whose version begins with 2, `*` is any, anything else is exactly
/// that version.
public record ReleaseRange(String text) {

    private static final String ANY = "*";
    private static final Pattern NUMBERED = Pattern.compile("v?(0|[1-9][0-9]{0,8})(\\.[0-9]+)*([-+].*)?");

    public ReleaseRange {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a release range is not blank");
        }
    }

    /// The range of a grant given while `version` was current: that release and its minor sisters.
    static ReleaseRange around(String version) {
        Matcher numbered = NUMBERED.matcher(version);
        return new ReleaseRange(numbered.matches() ? numbered.group(1) + ".x" : version);
    }

    static ReleaseRange any() {
        return new ReleaseRange(ANY);
    }

    public boolean covers(String version) {
        return text.equals(ANY) || text.equals(version) || text.equals(around(version).text);
    }
}
