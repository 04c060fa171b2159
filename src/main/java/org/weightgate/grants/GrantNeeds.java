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
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// Grants that are paused or end soon.
@ApplicationScoped
class GrantNeeds implements NeedsMe {

    private static final Duration SOON = Duration.ofDays(14);

    private final Grants grants;
    private final Models models;
    private final DatabaseClock clock;
    private final TermsVersions terms;

    GrantNeeds(Grants grants, Models models, DatabaseClock clock, TermsVersions terms) {
        this.grants = grants;
        this.models = models;
        this.clock = clock;
        this.terms = terms;
    }

    @Override
    @Transactional
    public List<Need> of(Person person) {
        return grants.heldBy(person.id()).stream().flatMap(grant -> need(grant, clock.now()).stream()).toList();
    }

    private Optional<Need> need(Grant grant, Instant now) {
        return switch (grant.stateAt(now)) {
            case SUSPENDED -> terms(grant)
                    .or(() -> Optional.of(new Need("you", "Your access to " + model(grant) + " is paused.", "/grants")));
            case ACTIVE -> terms(grant).or(() -> ending(grant, now));
            case EXPIRED -> Optional.empty();
            case REVOKED -> Optional.empty();
            case SUPERSEDED -> Optional.empty();
        };
    }

    private Optional<Need> terms(Grant grant) {
        return terms.deadline(grant.termsVersion()).map(deadline -> new Need("you",
                "Accept the new terms of " + model(grant) + " by " + Instants.day(deadline) + ".",
                TermsPages.path(model(grant))));
    }

    private Optional<Need> ending(Grant grant, Instant now) {
        return endsSoon(grant, now)
                ? Optional.of(new Need("waiting",
                        "Your access to " + model(grant) + " ends on " + Instants.day(grant.endsAt()) + ".", "/grants"))
                : Optional.empty();
    }

    private static boolean endsSoon(Grant grant, Instant now) {
        return grant.endsAt().isBefore(now.plus(SOON));
    }

    private String model(Grant grant) {
        return models.findById(grant.model()).fullName();
    }
}
