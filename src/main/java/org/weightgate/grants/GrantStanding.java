package org.weightgate.grants;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.GateBox;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Standing;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;

/// A live grant is the first thing the model page has to say to its holder.
@ApplicationScoped
class GrantStanding implements Standing {

    private final Grants grants;
    private final DatabaseClock clock;

    GrantStanding(Grants grants, DatabaseClock clock) {
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    @Transactional
    public Optional<GateBox> of(Person person, Model model) {
        return grants.current(person.id(), model.id()).filter(grant -> grant.stateAt(clock.now()).isLive()).map(grant -> {
            var words = GrantWords.of(grant, clock.now());
            return new GateBox(words.tone(), words.headline(), words.textWith(grant), "Go to your downloads", "/grants");
        });
    }
}
