package org.weightgate.people;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;

import org.weightgate.web.PlainText;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The fields of a form as the database keeps them.
@ApplicationScoped
class FormJson {

    private static final int LONGEST_NAME = 60;
    private static final TypeReference<Map<String, List<String>>> FIELDS = new TypeReference<>() {
    };

    private final ObjectMapper json;

    FormJson(ObjectMapper json) {
        this.json = json;
    }

    String write(Map<String, List<String>> fields) {
        try {
            return json.writeValueAsString(fields.entrySet().stream()
                    .filter(field -> field.getKey().length() <= LONGEST_NAME)
                    .collect(Collectors.toMap(field -> PlainText.storable(field.getKey()),
                            field -> field.getValue().stream().map(PlainText::storable).toList(), (first, _) -> first)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a form is not writable as JSON", e);
        }
    }

    MultivaluedMap<String, String> read(String text) {
        try {
            var fields = new MultivaluedHashMap<String, String>();
            json.readValue(text, FIELDS).forEach(fields::addAll);
            return fields;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept form is not JSON of its type", e);
        }
    }
}
