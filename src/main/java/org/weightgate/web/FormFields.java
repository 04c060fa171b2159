package org.weightgate.web;

import java.util.OptionalInt;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.MultivaluedMap;

/// Fields of a posted form; what is missing or malformed reads as nothing, which every rule refuses in words.
public final class FormFields {

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    private FormFields() {
    }

    /// As typed, and as PostgreSQL can hold it. A browser sends a line break as two characters, a script as one; here it is one.
    public static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : PlainText.storable(value).replace("\r\n", "\n");
    }

    public static int number(MultivaluedMap<String, String> fields, String name) {
        try {
            return Integer.parseInt(text(fields, name).strip());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// A number without a sign, where nothing must not read as zero.
    public static OptionalInt whole(MultivaluedMap<String, String> fields, String name) {
        String typed = text(fields, name);
        return WHOLE.matcher(typed).matches() ? OptionalInt.of(Integer.parseInt(typed)) : OptionalInt.empty();
    }
}
