package org.weightgate.requests;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import org.weightgate.catalogue.Renewable;

/// Asks the rooms that give access whether somebody's can be renewed, and whether it was rejected.
@ApplicationScoped
class Renewals {

    private final Instance<Renewable> rooms;

    Renewals(Instance<Renewable> rooms) {
        this.rooms = rooms;
    }

    boolean open(UUID person, UUID model) {
        return rooms.stream().allMatch(room -> room.of(person, model));
    }

    Optional<Instant> rejectedAt(UUID person, UUID model) {
        return rooms.stream().flatMap(room -> room.rejectedAt(person, model).stream()).max(Instant::compareTo);
    }
}
