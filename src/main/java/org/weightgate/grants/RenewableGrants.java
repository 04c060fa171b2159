package org.weightgate.grants;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Renewable;
import org.weightgate.events.DatabaseClock;

@ApplicationScoped
class RenewableGrants implements Renewable {

    private final Grants grants;
    private final DatabaseClock clock;

    RenewableGrants(Grants grants, DatabaseClock clock) {
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public boolean of(UUID person, UUID model) {
        return grants.current(person, model).map(grant -> grant.stateAt(clock.now()).isRenewable()).orElse(false);
    }

    @Override
    public Optional<Instant> rejectedAt(UUID person, UUID model) {
        return grants.current(person, model).filter(grant -> grant.stateAt(clock.now()) == GrantState.REVOKED)
                .filter(grant -> grant.revokeReason().filter(RevokeReason.REJECTED::equals).isPresent()).map(Grant::stateSince);
    }
}
