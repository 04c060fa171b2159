package org.weightgate.requests;

import jakarta.ws.rs.core.MultivaluedMap;

/// Fields of a posted form; what is missing or malformed reads as nothing, which every rule refuses in words.
public final class FormFields {

    private FormFields() {
    }

    public static String text(MultivaluedMap<String, String> fields, String name) {
        String value = fields.getFirst(name);
        return value == null ? "" : value;
    }

    public static int number(MultivaluedMap<String, String> fields, String name) {
        try {
            return Integer.parseInt(text(fields, name).strip());
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
