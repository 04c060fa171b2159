package org.weightgate.grants;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.MyShelf;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// What I may download.
@ApplicationScoped
class GrantShelf implements MyShelf {

    private static final int SECOND = 20;
    private static final int MOST = 10;

    private final Grants grants;
    private final Models models;
    private final DatabaseClock clock;

    GrantShelf(Grants grants, Models models, DatabaseClock clock) {
        this.grants = grants;
        this.models = models;
        this.clock = clock;
    }

    @Override
    public int order() {
        return SECOND;
    }

    @Override
    public Part of(Person person) {
        var held = grants.heldBy(person.id());
        return new Part("my-grants", "Grants", held.stream().limit(MOST).map(this::row).toList(),
                "You have no access to a model yet. It begins when a request is approved.", "Choose a model", "/", "/grants");
    }

    private Row row(Grant grant) {
        GrantWords words = GrantWords.of(grant, clock.now());
        return new Row(models.findById(grant.model()).fullName(), "/grants", words.tone(),
                GrantWords.state(grant.stateAt(clock.now())),
                grant.reference() + ", until " + Instants.day(grant.endsAt()), grant.startsAt(), "");
    }
}
