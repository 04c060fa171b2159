package org.weightgate.grants;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.Ban;
import org.weightgate.web.Instants;

/// A ban in the list.
record BanRow(UUID id, String kind, String shown, String where, String reason, @Nullable Instant until,
        @Nullable Instant liftedAt,
        Instant placedAt,
        String placedBy, String tone, String state, boolean liftable) {

    static BanRow of(Ban ban, String where, String placedBy, Instant now) {
        boolean holds = ban.holdsAt(now);
        String state = holds ? ban.isWorkedOff() ? "holds" : "being carried out"
                : ban.liftedAt().isPresent() ? "lifted" : "over";
        return new BanRow(ban.id(), ban.subject().kind().label(), ban.subject().shown(), where, ban.reason(),
                ban.until().orElse(null), ban.liftedAt().orElse(null), ban.placedAt(), placedBy,
                holds ? ban.isWorkedOff() ? "bad" : "waiting" : "ended",
                state, holds);
    }

    /// The state as pages say it.
    public String word() {
        return state.equals("holds") ? "in force" : state;
    }

    public String lastDay() {
        return until == null ? "" : Instants.day(until.minusSeconds(1));
    }

    public String liftedOn() {
        return liftedAt == null ? "" : Instants.day(liftedAt);
    }

    public String placedOn() {
        return Instants.day(placedAt);
    }
}
