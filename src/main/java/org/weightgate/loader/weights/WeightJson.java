package org.weightgate.loader.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/// Reads JSON (RFC 8259) that may be hostile: bounded bytes, depth, values and number length; UTF-8 only; a duplicate key, `NaN`,
/// a comment, half of a surrogate pair or anything behind the document is refused with a [WeightFormatException].
public final class WeightJson {

    private static final int DEPTH = 32;
    private static final int NUMBER_CHARACTERS = 64;
    private static final int VALUES = 4_000_000;
    /// Objects and arrays: each takes many times the two bytes it is written with.
    private static final int CONTAINERS = 1_000_000;

    /// Texts and names are as long as the file at most, whose size the caller bounds.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxNumberLength(NUMBER_CHARACTERS)
                    .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).build())
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false).build();

    private final String file;
    private final JsonParser parser;
    /// The keys that lead to where the parser is; put together only for an error, since a file chooses how long they are.
    private final List<String> path = new ArrayList<>();
    private int values;
    private int containers;

    private WeightJson(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /// Reads a file of at most `mostBytes` bytes.
    ///
    /// @throws WeightFormatException if it is larger, absent, or not JSON as it is read here
    public static JsonField read(WeightFiles files, String name, int mostBytes) throws IOException {
        return parse(name, files.bytes(name, mostBytes));
    }

    /// Reads one whole document; `file` is the name used in errors.
    ///
    /// @throws WeightFormatException if it is not JSON as it is read here
    public static JsonField parse(String file, byte[] bytes) throws WeightFormatException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new WeightFormatException(file, "the document", "not UTF-8", "JSON must be UTF-8");
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            var reader = new WeightJson(file, parser);
            Object value = reader.value(reader.next());
            if (parser.nextToken() != null) {
                throw new WeightFormatException(file, reader.place(), "more JSON", "the file must hold one document");
            }
            return new JsonField(file, value);
        } catch (JacksonException e) {
            throw unreadable(file, e);
        } catch (WeightFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new WeightFormatException(file, "the document", e.getMessage(), "it must be readable JSON");
        }
    }

    private @Nullable Object value(JsonToken token) throws IOException {
        if (++values > VALUES) {
            throw new WeightFormatException(file, place(), "more than " + VALUES + " values", "fewer are read");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> whole(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> (Object) parser.getDoubleValue();
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new WeightFormatException(file,
                        place(), token, "a value must stand here");
        };
    }

    private Object whole() throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return parser.getBigIntegerValue();
        }
        return parser.getLongValue();
    }

    private String whole(String text) throws WeightFormatException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    throw new WeightFormatException(file, place(), "half of a surrogate pair", "text must be whole characters");
                }
                i++;
            }
        }
        return text;
    }

    private Map<String, @Nullable Object> object() throws IOException {
        requireOneMoreContainer();
        var members = new LinkedHashMap<String, @Nullable Object>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            String name = whole(parser.currentName());
            path.add(name);
            if (members.containsKey(name)) {
                throw new WeightFormatException(file, String.join(".", path), "there twice", "a key may appear once");
            }
            members.put(name, value(next()));
            path.removeLast();
        }
        return members;
    }

    private List<@Nullable Object> array() throws IOException {
        requireOneMoreContainer();
        var items = new ArrayList<@Nullable Object>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(value(token));
        }
        return items;
    }

    private void requireOneMoreContainer() throws WeightFormatException {
        if (++containers > CONTAINERS) {
            throw new WeightFormatException(file, place(), "more than " + CONTAINERS + " objects and arrays", "fewer are read");
        }
    }

    private JsonToken next() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new WeightFormatException(file, place(), "the end of the file", "the document is not complete");
        }
        return token;
    }

    private String place() {
        return "character " + parser.currentLocation().getCharOffset();
    }

    private static WeightFormatException unreadable(String file, JacksonException e) {
        String place = e.getLocation() == null ? "the document" : "character " + e.getLocation().getCharOffset();
        return new WeightFormatException(file, place, e.getOriginalMessage(), "it must be strict JSON");
    }
}
