package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// What a referee was asked about one revision, and what they said.
public record RefereeInvitation(UUID id, UUID request, int revision, String name, String email, State state, Instant sentAt,
        Instant expiresAt, @Nullable Instant answeredAt, String comment, @Nullable UUID person) {

    public enum State {
        WAITING,
        CONFIRMED,
        DECLINED,
        VOID
    }

    RefereeState standing() {
        return switch (state) {
            case WAITING, VOID -> RefereeState.WAITING;
            case CONFIRMED -> RefereeState.CONFIRMED;
            case DECLINED -> RefereeState.DECLINED;
        };
    }

    boolean isAnswered() {
        return answeredAt != null;
    }
}
