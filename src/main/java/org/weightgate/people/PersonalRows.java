package org.weightgate.people;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.util.RawValue;

/// Rows about one person, as a program reads them.
@ApplicationScoped
public class PersonalRows {

    private static final int MOST = 20_000;

    private final Session database;

    PersonalRows(Session database) {
        this.database = database;
    }

    /// The rows of a query with the one parameter `:person`; column names become keys.
    public List<Map<String, Object>> read(String query, UUID person) {
        return database.createNativeQuery(query, Tuple.class).setParameter("person", person).setMaxResults(MOST)
                .getResultList().stream().map(PersonalRows::row).toList();
    }

    /// The same, where one column is JSON read as text.
    public List<Map<String, Object>> read(String query, UUID person, String json) {
        List<Map<String, Object>> read = read(query, person);
        read.forEach(row -> row.computeIfPresent(json, (_, text) -> new RawValue(String.valueOf(text))));
        return read;
    }

    /// Carries out a change with the one parameter `:person`.
    public void change(String statement, UUID person) {
        database.createNativeMutationQuery(statement).setParameter("person", person).executeUpdate();
    }

    private static Map<String, Object> row(Tuple tuple) {
        var row = new LinkedHashMap<String, Object>();
        for (var column : tuple.getElements()) {
            @Nullable
            Object value = tuple.get(column);
            if (value != null) {
                row.put(column.getAlias(), plain(value));
            }
        }
        return row;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Instant instant -> instant.toString();
            case UUID id -> id.toString();
            case Object[] array -> List.of(array);
            default -> value;
        };
    }
}
