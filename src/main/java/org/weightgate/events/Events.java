package org.weightgate.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/// The append-only record. An event is part of its caller's transaction: no event, no commit.
@ApplicationScoped
public class Events {

    private static final TypeReference<Map<String, Object>> PAYLOAD = new TypeReference<>() {
    };

    private final Session database;
    private final Writes writes;
    private final ObjectMapper json;

    Events(Session database, Writes writes, ObjectMapper json) {
        this.database = database;
        this.writes = writes;
        this.json = json;
    }

    /// Appends the next event of a stream. The payload carries ids and codes, never personal data.
    @Transactional(Transactional.TxType.MANDATORY)
    public void append(UUID stream, String type, @Nullable UUID actor, Map<String, ?> payload) {
        try {
            writes.now("""
                    insert into event (stream, seq, type, actor, payload)
                    select cast(? as uuid), coalesce(max(seq), 0) + 1, ?, cast(? as uuid), cast(? as jsonb)
                    from event where stream = ?""", stream, type, actor, write(payload), stream);
        } catch (ConstraintViolationException e) {
            if ("event_pkey".equals(e.getConstraintName())) {
                throw new StreamConflictException(e);
            }
            throw e;
        }
    }

    /// What happened in a stream, oldest first.
    @Transactional
    public List<Event> history(UUID stream) {
        return database.createNativeQuery("""
                select stream, seq, type, actor, at, cast(payload as text) as payload
                from event where stream = :stream order by seq""", Tuple.class)
                .setParameter("stream", stream)
                .getResultList().stream().map(this::event).toList();
    }

    private Event event(Tuple row) {
        return new Event(row.get("stream", UUID.class), row.get("seq", Integer.class), row.get("type", String.class),
                row.get("actor", UUID.class), row.get("at", Instant.class), read(row.get("payload", String.class)));
    }

    private String write(Map<String, ?> payload) {
        try {
            return json.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("payload cannot be written as JSON", e);
        }
    }

    private Map<String, Object> read(String payload) {
        try {
            return json.readValue(payload, PAYLOAD);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored payload is not JSON", e);
        }
    }
}
