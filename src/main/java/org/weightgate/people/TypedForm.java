package org.weightgate.people;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;

/// The form this request sent, remembered by the page that reads it: should a fresh sign-in be needed, it is kept meanwhile.
@RequestScoped
public class TypedForm {

    private @Nullable Map<String, List<String>> fields;

    public void remember(MultivaluedMap<String, String> sent) {
        fields = Map.copyOf(sent);
    }

    Optional<Map<String, List<String>>> fields() {
        return Optional.ofNullable(fields);
    }
}
