package org.weightgate.manifest;

/// Text from outside, made safe for a terminal or a log: control, formatting and unpaired characters become `?`.
public final class Printable {

    private Printable() {
    }

    /// At most `limit` characters of `text`, with an ellipsis where it was cut.
    public static String of(String text, int limit) {
        var safe = new StringBuilder();
        text.codePoints().limit(limit).map(point -> isUnsafe(point) ? '?' : point).forEach(safe::appendCodePoint);
        if (text.codePointCount(0, text.length()) > limit) {
            safe.append('…');
        }
        return safe.toString();
    }

    static boolean isUnsafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
