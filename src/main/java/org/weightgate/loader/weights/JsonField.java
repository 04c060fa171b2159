package org.weightgate.loader.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// One value of a JSON file together with where it stands, so that every refusal can name the file and the field.
///
/// A field that is absent and one that is `null` are the same here, except to [#isStated]. Getters are typed and bounded: a value of another type or
/// outside the bounds is a [WeightFormatException].
public final class JsonField {

    private final String file;
    private final @Nullable JsonField above;
    /// The key or the index under which it stands there: paths are put together only when they are asked for, since a file
    /// chooses how long its keys are.
    private final Object step;
    private final @Nullable Object value;
    private final boolean stated;

    /// The whole document.
    JsonField(String file, @Nullable Object value) {
        this(file, null, "", value, true);
    }

    private JsonField(String file, @Nullable JsonField above, Object step, @Nullable Object value, boolean stated) {
        this.file = file;
        this.above = above;
        this.step = step;
        this.value = value;
        this.stated = stated;
    }

    /// The name of the file it stands in.
    public String file() {
        return file;
    }

    /// The path from the top of the file, such as `model.merges[7]`.
    public String path() {
        if (above == null) {
            return "";
        }
        String before = above.path();
        if (step instanceof Integer index) {
            return before + "[" + index + "]";
        }
        return before.isEmpty() ? step.toString() : before + "." + step;
    }

    /// Whether it is there and not `null`.
    public boolean isPresent() {
        return value != null;
    }

    /// Whether it is there, be it as `null`.
    public boolean isStated() {
        return stated;
    }

    /// Whether it is there and `false`.
    public boolean isFalse() {
        return Boolean.FALSE.equals(value);
    }

    /// Whether it is a string.
    public boolean isText() {
        return value instanceof String;
    }

    /// Whether it is an array.
    public boolean isArray() {
        return value instanceof List;
    }

    /// The member called `name` of this object.
    public JsonField get(String name) throws WeightFormatException {
        return new JsonField(file, this, name, object().get(name), object().containsKey(name));
    }

    /// The members of this object, in the order of the file.
    public Map<String, JsonField> members() throws WeightFormatException {
        var members = new LinkedHashMap<String, JsonField>();
        for (var entry : object().entrySet()) {
            String name = String.valueOf(entry.getKey());
            members.put(name, new JsonField(file, this, name, entry.getValue(), true));
        }
        return Collections.unmodifiableMap(members);
    }

    /// The elements of this array.
    public List<JsonField> items() throws WeightFormatException {
        if (!(value instanceof List<?> list)) {
            throw refused("it must be an array");
        }
        var items = new ArrayList<JsonField>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(new JsonField(file, this, i, list.get(i), true));
        }
        return items;
    }

    /// A string, as long as the file at most.
    public String text() throws WeightFormatException {
        if (value instanceof String text) {
            return text;
        }
        throw refused("it must be a string");
    }

    /// A string, or `absent` where there is none.
    public String textOr(String absent) throws WeightFormatException {
        return isPresent() ? text() : absent;
    }

    /// `true` or `false`.
    public boolean truth() throws WeightFormatException {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw refused("it must be true or false");
    }

    /// `true` or `false`, or `absent` where there is neither.
    public boolean truthOr(boolean absent) throws WeightFormatException {
        return isPresent() ? truth() : absent;
    }

    /// A whole number in `[least, most]`.
    public long integer(long least, long most) throws WeightFormatException {
        if (value instanceof Long number && number >= least && number <= most) {
            return number;
        }
        throw refused("it must be a whole number from " + least + " to " + most);
    }

    /// A whole number in `[least, most]`.
    public int count(int least, int most) throws WeightFormatException {
        return Math.toIntExact(integer(least, most));
    }

    /// A finite number in `[least, most]`; whole numbers count as numbers.
    public double number(double least, double most) throws WeightFormatException {
        if (value instanceof Number number) {
            double found = number.doubleValue();
            if (Double.isFinite(found) && found >= least && found <= most) {
                return found;
            }
        }
        throw refused("it must be a finite number from " + least + " to " + most);
    }

    /// The exception that refuses this field.
    public WeightFormatException refused(String limit) {
        String path = path();
        return new WeightFormatException(file, path.isEmpty() ? "the document" : path, describe(), limit);
    }

    private Map<?, ?> object() throws WeightFormatException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw refused("it must be an object");
    }

    private String describe() {
        return switch (value) {
            case null -> "absent";
            case Map<?, ?> map -> "an object of " + map.size();
            case List<?> list -> "an array of " + list.size();
            case String text -> "\"" + text + "\"";
            default -> value.toString();
        };
    }
}
