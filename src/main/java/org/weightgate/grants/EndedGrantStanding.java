package org.weightgate.grants;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.GateBox;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Standing;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;

/// How an earlier grant ended, when there is no live one and no open request to speak of.
@ApplicationScoped
class EndedGrantStanding implements Standing {

    private final Grants grants;
    private final DatabaseClock clock;

    EndedGrantStanding(Grants grants, DatabaseClock clock) {
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public int priority() {
        return 90;
    }

    @Override
    @Transactional
    public Optional<GateBox> of(Person person, Model model) {
        return grants.current(person.id(), model.id()).filter(grant -> !grant.stateAt(clock.now()).isLive()).map(grant -> {
            var words = GrantWords.of(grant, clock.now());
            boolean renews = grant.stateAt(clock.now()) == GrantState.EXPIRED;
            return new GateBox(words.tone(), words.headline(), words.textWith(grant), renews ? "Renew access" : "Apply again",
                    "/models/" + model.fullName() + (renews ? "/renew" : "/apply"));
        });
    }
}
