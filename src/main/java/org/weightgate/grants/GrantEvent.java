package org.weightgate.grants;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// What happened to a grant. `text` stays on the grant's row: it may name people, events may not.
sealed interface GrantEvent {

    record Suspended(SuspendReason reason, String text) implements GrantEvent {
    }

    record Resumed(String text) implements GrantEvent {
    }

    record Revoked(String text) implements GrantEvent {
    }

    record Expired() implements GrantEvent {
    }

    record Superseded(UUID by) implements GrantEvent {
    }

    default String type() {
        return "grant." + getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    default Map<String, ?> payload() {
        return switch (this) {
            case Suspended suspended -> Map.of("reason", suspended.reason().name());
            case Superseded superseded -> Map.of("by", superseded.by().toString());
            case Resumed _ -> Map.of();
            case Revoked _ -> Map.of();
            case Expired _ -> Map.of();
        };
    }
}
