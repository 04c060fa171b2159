package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

/// A JSON object in one line: an event for programs, or the body of a request.
public final class JsonLine {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonLine() {
    }

    /// `fields` may hold text, numbers, flags, collections and further maps.
    public static String of(Map<String, ?> fields) {
        var line = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            write(json, fields);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return escaped(line.toString());
    }

    /// Characters that a terminal obeys or that turn the reading direction; in JSON they can only stand inside a text, where
    /// their escape means the same.
    private static String escaped(String json) {
        if (json.chars().noneMatch(JsonLine::isObeyed)) {
            return json;
        }
        var line = new StringBuilder(json.length() + 32);
        json.chars().forEach(character -> {
            if (isObeyed(character)) {
                line.append("\\u").append(HexFormat.of().toHexDigits((char) character));
            } else {
                line.append((char) character);
            }
        });
        return line.toString();
    }

    private static boolean isObeyed(int character) {
        return (character >= 0x7f && character <= 0x9f) || character == 0x2028 || character == 0x2029
                || character == 0x61c || character == 0x200e || character == 0x200f
                || (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (var entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Collection<?> list -> {
                json.writeStartArray();
                for (Object entry : list) {
                    write(json, entry);
                }
                json.writeEndArray();
            }
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Float number -> json.writeNumber(number);
            default -> json.writeString(value.toString());
        }
    }
}
