package org.weightgate.manifest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/// Bytes to a tree of `Map`, `List`, `String`, `Long`, `Boolean`, other `Number`s and [Nothing], with hard limits.
final class StrictJson {

    enum Nothing {
        NULL
    }

    private static final int MAXIMUM_DEPTH = 16;
    private static final int MAXIMUM_VALUES = 2_000_000;
    /// Objects and lists: each takes many times the two bytes it is written with.
    private static final int MAXIMUM_CONTAINERS = 250_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .maxNumberLength(40)
                    .maxNameLength(4096)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private final String document;
    private final JsonParser parser;
    /// The names and indexes that lead to where the parser is; put together only for an error, since a document chooses how
    /// long they are.
    private final List<Object> path = new ArrayList<>();
    private int values;
    private int containers;

    private StrictJson(String document, JsonParser parser) {
        this.document = document;
        this.parser = parser;
    }

    static JsonObject parse(String document, byte[] json, int maximumBytes) throws ManifestFormatException {
        if (json.length > maximumBytes) {
            throw new ManifestFormatException(document, "its size", json.length + " bytes",
                    "at most " + maximumBytes + " bytes are read");
        }
        try (JsonParser parser = FACTORY.createParser(utf8(json))) {
            return new StrictJson(document, parser).root();
        } catch (CharacterCodingException notUtf8) {
            throw new ManifestFormatException(document, "its text", "not UTF-8", "only UTF-8 is read");
        } catch (JsonProcessingException broken) {
            var location = broken.getLocation();
            String place = location == null ? "its text"
                    : "line " + location.getLineNr() + ", column " + location.getColumnNr();
            throw ManifestFormatException.notJson(document, place,
                    broken.getOriginalMessage().replaceFirst("(?s) [(]start marker.*", ""));
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    private static Reader utf8(byte[] json) {
        return new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private JsonObject root() throws IOException, ManifestFormatException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new ManifestFormatException(document, "its text", "something else", "must be one JSON object");
        }
        Map<String, Object> fields = object();
        if (parser.nextToken() != null) {
            throw new ManifestFormatException(document, "its end", "more text", "nothing may follow the JSON object");
        }
        return new JsonObject(document, "", fields);
    }

    private Map<String, Object> object() throws IOException, ManifestFormatException {
        requireOneMoreContainer();
        var fields = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            path.add(name);
            if (fields.put(name, value(parser.nextToken())) != null) {
                throw new ManifestFormatException(document, place(), "given twice", "each field may appear only once");
            }
            path.removeLast();
        }
        return fields;
    }

    private List<Object> list() throws IOException, ManifestFormatException {
        requireOneMoreContainer();
        var entries = new ArrayList<Object>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            path.add(entries.size());
            entries.add(value(token));
            path.removeLast();
        }
        return entries;
    }

    private Object value(JsonToken token) throws IOException, ManifestFormatException {
        if (++values > MAXIMUM_VALUES) {
            throw new ManifestFormatException(document, place(), "one more value",
                    "at most " + MAXIMUM_VALUES + " values are read");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Nothing.NULL;
            case VALUE_NUMBER_INT -> parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? parser.getBigIntegerValue()
                    : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> throw new ManifestFormatException(document, place(), token, "must be a JSON value");
        };
    }

    private void requireOneMoreContainer() throws ManifestFormatException {
        if (++containers > MAXIMUM_CONTAINERS) {
            throw new ManifestFormatException(document, place(), "one more object or list",
                    "at most " + MAXIMUM_CONTAINERS + " are read");
        }
    }

    private String place() {
        var text = new StringBuilder();
        for (Object step : path) {
            if (step instanceof Integer index) {
                text.append('[').append(index).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.isEmpty() ? "its text" : text.toString();
    }
}
