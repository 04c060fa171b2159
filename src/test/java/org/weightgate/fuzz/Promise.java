package org.weightgate.fuzz;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.manifest.ManifestFormatException;

/// What holds for whatever a parser accepts or refuses.
public final class Promise {

    private static final int LONGEST_MESSAGE = 2000;

    private Promise() {
    }

    /// Makes a finding of what does not hold.
    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /// Names file, field, value and limit, and is safe to print.
    public static void refusal(WeightFormatException refused, String file) {
        that(refused.file().equals(file), "a refusal names the file");
        complete(refused.getMessage(), refused.field(), refused.value(), refused.limit());
    }

    /// Names document, field, value and limit, and is safe to print.
    public static void refusal(ManifestFormatException refused) {
        that(!refused.document().isBlank(), "a refusal names the document");
        complete(refused.getMessage(), refused.field(), refused.value(), refused.limit());
    }

    /// Is there, short, and safe to print.
    public static void printable(@Nullable String message) {
        that(message != null && !message.isBlank() && message.length() <= LONGEST_MESSAGE, "a message is there and short");
        that(String.valueOf(message).codePoints().noneMatch(Promise::isUnsafe), "a message is safe to print");
    }

    private static void complete(@Nullable String message, String field, String value, String limit) {
        printable(message);
        that(!field.isBlank() && !limit.isBlank() && value.codePointCount(0, value.length()) <= 81, "a refusal is complete");
    }

    private static boolean isUnsafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
