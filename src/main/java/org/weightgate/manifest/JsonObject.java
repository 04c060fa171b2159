package org.weightgate.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A JSON object read strictly: every getter checks the type and the limits, and says which field broke which.
/// `null` counts as absent.
public final class JsonObject {

    private final String document;
    private final String path;
    private final Map<String, Object> fields;
    private final Set<String> asked = new HashSet<>();

    JsonObject(String document, String path, Map<String, Object> fields) {
        this.document = document;
        this.path = path;
        this.fields = fields;
    }

    /// Reads a document whose root is an object. Refuses what is not UTF-8, duplicate keys, trailing text, more than
    /// `maximumBytes`, and nesting or value counts no document of ours has.
    public static JsonObject parse(String document, byte[] json, int maximumBytes) throws ManifestFormatException {
        return StrictJson.parse(document, json, maximumBytes);
    }

    /// The names of all fields.
    public Set<String> names() {
        return Set.copyOf(fields.keySet());
    }

    /// A text of at most `maximumLength` UTF-16 characters.
    public String text(String name, int maximumLength) throws ManifestFormatException {
        Object value = required(name);
        if (!(value instanceof String text)) {
            throw wrong(name, value, "must be text");
        }
        if (text.length() > maximumLength) {
            throw wrong(name, text, "must have at most " + maximumLength + " characters and has " + text.length());
        }
        return text;
    }

    /// The same, unless the field is absent or null.
    public Optional<String> optionalText(String name, int maximumLength) throws ManifestFormatException {
        return isAbsent(name) ? Optional.empty() : Optional.of(text(name, maximumLength));
    }

    /// Whether the field is there and holds text.
    public boolean isText(String name) {
        return fields.get(name) instanceof String;
    }

    /// A whole number from `minimum` to `maximum`, both included.
    public long integer(String name, long minimum, long maximum) throws ManifestFormatException {
        Object value = required(name);
        if (!(value instanceof Long number)) {
            throw wrong(name, value, "must be a whole number from " + minimum + " to " + maximum);
        }
        if (number < minimum || number > maximum) {
            throw wrong(name, value, "must lie from " + minimum + " to " + maximum);
        }
        return number;
    }

    /// `true` or `false`.
    public boolean flag(String name) throws ManifestFormatException {
        Object value = required(name);
        if (!(value instanceof Boolean flag)) {
            throw wrong(name, value, "must be true or false");
        }
        return flag;
    }

    /// A SHA-256 as 64 lower-case hexadecimal characters.
    public Digest sha256(String name) throws ManifestFormatException {
        String hex = text(name, 256);
        if (!Digest.isHex(hex)) {
            throw wrong(name, hex, "must be a SHA-256 of 64 lower-case hexadecimal characters");
        }
        return Digest.ofHex(hex);
    }

    /// An object.
    public JsonObject object(String name) throws ManifestFormatException {
        return asObject(name, required(name));
    }

    /// An object, unless the field is absent or null.
    public Optional<JsonObject> optionalObject(String name) throws ManifestFormatException {
        return isAbsent(name) ? Optional.empty() : Optional.of(object(name));
    }

    /// A list of at most `maximumCount` objects.
    public List<JsonObject> objects(String name, int maximumCount) throws ManifestFormatException {
        var objects = new ArrayList<JsonObject>();
        List<?> values = list(name, maximumCount);
        for (int i = 0; i < values.size(); i++) {
            objects.add(asObject(name + "[" + i + "]", values.get(i)));
        }
        return objects;
    }

    /// The same; empty when the field is absent or null.
    public List<JsonObject> optionalObjects(String name, int maximumCount) throws ManifestFormatException {
        return isAbsent(name) ? List.of() : objects(name, maximumCount);
    }

    /// A list of at most `maximumCount` texts of at most `maximumLength` characters each.
    public List<String> texts(String name, int maximumCount, int maximumLength) throws ManifestFormatException {
        var texts = new ArrayList<String>();
        for (Object value : list(name, maximumCount)) {
            if (!(value instanceof String text) || text.length() > maximumLength) {
                throw wrong(name + "[" + texts.size() + "]", value, "must be text of at most " + maximumLength + " characters");
            }
            texts.add(text);
        }
        return texts;
    }

    /// Whole numbers from 0 that fit an `int`.
    public List<Integer> integers(String name, int maximumCount) throws ManifestFormatException {
        var numbers = new ArrayList<Integer>();
        for (Object value : list(name, maximumCount)) {
            if (!(value instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
                throw wrong(name + "[" + numbers.size() + "]", value, "must be a whole number from 0 to " + Integer.MAX_VALUE);
            }
            numbers.add(number.intValue());
        }
        return numbers;
    }

    /// Refuses every field no getter has asked for.
    public void nothingElse() throws ManifestFormatException {
        for (var field : fields.entrySet()) {
            if (!asked.contains(field.getKey())) {
                throw wrong(field.getKey(), field.getValue(), "no such field is known here");
            }
        }
    }

    /// The exception for a field whose value breaks a rule of its own.
    public ManifestFormatException wrong(String name, Object value, String limit) {
        return new ManifestFormatException(document, path + name, describe(value), limit);
    }

    private List<?> list(String name, int maximumCount) throws ManifestFormatException {
        Object value = required(name);
        if (!(value instanceof List<?> list)) {
            throw wrong(name, value, "must be a list");
        }
        if (list.size() > maximumCount) {
            throw wrong(name, list, "must have at most " + maximumCount + " entries");
        }
        return list;
    }

    @SuppressWarnings("unchecked")
    private JsonObject asObject(String name, Object value) throws ManifestFormatException {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(name, value, "must be an object");
        }
        return new JsonObject(document, path + name + ".", (Map<String, Object>) map);
    }

    /// Whether the field is not there, or null.
    boolean isAbsent(String name) {
        asked.add(name);
        Object value = fields.get(name);
        return value == null || value == StrictJson.Nothing.NULL;
    }

    private Object required(String name) throws ManifestFormatException {
        asked.add(name);
        Object value = fields.get(name);
        if (value == null) {
            throw wrong(name, "missing", "it is required");
        }
        if (value == StrictJson.Nothing.NULL) {
            throw wrong(name, value, "it is required");
        }
        return value;
    }

    private static Object describe(Object value) {
        return switch (value) {
            case Map<?, ?> map -> "an object of " + map.size() + " fields";
            case List<?> list -> "a list of " + list.size();
            case StrictJson.Nothing _ -> "null";
            case String text -> text.equals("missing") ? text : '"' + text + '"';
            default -> value;
        };
    }
}
