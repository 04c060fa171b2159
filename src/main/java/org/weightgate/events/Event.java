package org.weightgate.events;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// One thing that happened: the `seq`-th of its stream.
public record Event(UUID stream, int seq, String type, @Nullable UUID actor, Instant at, Map<String, Object> payload) {

    public Event {
        payload = Map.copyOf(payload);
    }
}
