package org.weightgate.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Need;
import org.weightgate.catalogue.NeedsMe;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;

/// Grants that are paused or end soon.
@ApplicationScoped
class GrantNeeds implements NeedsMe {

    private static final Duration SOON = Duration.ofDays(14);

    private final Grants grants;
    private final Models models;
    private final DatabaseClock clock;

    GrantNeeds(Grants grants, Models models, DatabaseClock clock) {
        this.grants = grants;
        this.models = models;
        this.clock = clock;
    }

    @Override
    @Transactional
    public List<Need> of(Person person) {
        return grants.heldBy(person.id()).stream().flatMap(grant -> need(grant, clock.now()).stream()).toList();
    }

    private Optional<Need> need(Grant grant, Instant now) {
        return switch (grant.stateAt(now)) {
            case SUSPENDED -> Optional.of(new Need("you", "Your access to " + model(grant) + " is paused.", "/grants"));
            case ACTIVE -> endsSoon(grant, now)
                    ? Optional.of(new Need("waiting",
                            "Your access to " + model(grant) + " ends on " + Day.of(grant.endsAt()) + ".", "/grants"))
                    : Optional.empty();
            case EXPIRED -> Optional.empty();
            case REVOKED -> Optional.empty();
            case SUPERSEDED -> Optional.empty();
        };
    }

    private static boolean endsSoon(Grant grant, Instant now) {
        return grant.endsAt().isBefore(now.plus(SOON));
    }

    private String model(Grant grant) {
        return models.findById(grant.model()).fullName();
    }
}
