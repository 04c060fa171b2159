package org.weightgate.grants;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.grants.GrantDecision.Agreed;

/// Gives and changes grants. Each change and its event are one transaction.
@ApplicationScoped
public class GrantDesk {

    private final Grants grants;
    private final Events events;
    private final DatabaseClock clock;

    GrantDesk(Grants grants, Events events, DatabaseClock clock) {
        this.grants = grants;
        this.events = events;
        this.clock = clock;
    }

    /// Gives a grant inside the transaction that decides about it; an older live one of the same person and model makes
    /// room. `origin` is the request it was given for.
    @Transactional(TxType.MANDATORY)
    public Grant issue(UUID person, UUID model, UUID origin, UUID actor, UUID termsVersion, Instant until) {
        Instant now = clock.now();
        Grant grant = new Grant(person, model, origin, termsVersion, ReleaseRange.any(), now, until);
        grants.liveForUpdate(person, model).ifPresent(older -> supersede(older, origin, actor, now));
        try {
            grants.persistAndFlush(grant);
        } catch (ConstraintViolationException e) {
            throw new GrantConflictException(e);
        }
        events.append(grant.id(), "grant.issued", actor, Map.of("person", person, "model", model, "origin", origin,
                "termsVersion", termsVersion, "releases", grant.releases().text(), "until", until.toString()));
        return grant;
    }

    private void supersede(Grant older, UUID origin, UUID actor, Instant now) {
        if (older.decide(new GrantCommand.Supersede(origin), GrantFacts.ofPortal(now)) instanceof Agreed(var event)) {
            record(older, event, actor, now);
            grants.flush();
        }
    }

    private void record(Grant grant, GrantEvent event, @Nullable UUID actor, Instant now) {
        grant.apply(event, now);
        events.append(grant.id(), event.type(), actor, event.payload());
    }
}
