package org.weightgate.hub;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Booleans as clients of all ages write them in a query.
final class Flag {

    private static final Set<String> TRUE = Set.of("true", "1", "yes");

    private Flag() {
    }

    static boolean isSet(@Nullable String text) {
        return text != null && TRUE.contains(text.toLowerCase(Locale.ROOT));
    }
}
