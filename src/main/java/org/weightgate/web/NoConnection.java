package org.weightgate.web;

import java.sql.SQLException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/// Every connection to the database was taken for longer than anybody should wait.
final class NoConnection {

    private static final int DEEPEST = 20;

    private NoConnection() {
    }

    static boolean isCauseOf(Throwable failure) {
        @Nullable
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof SQLException refused
                    && String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("acquisition timeout")) {
                return true;
            }
        }
        return false;
    }
}
