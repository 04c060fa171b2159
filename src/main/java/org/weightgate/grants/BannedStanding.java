package org.weightgate.grants;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Advice;
import org.weightgate.catalogue.GateBox;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Standing;
import org.weightgate.people.BanCheck;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// Whoever a ban keeps away from a model reads so on its page, before anything else.
@ApplicationScoped
class BannedStanding implements Standing {

    private static final int FIRST = 1;

    private final BanCheck bans;

    BannedStanding(BanCheck bans) {
        this.bans = bans;
    }

    @Override
    public int priority() {
        return FIRST;
    }

    @Override
    @Transactional
    public Optional<GateBox> of(Person person, Model model) {
        return bans.all(person).stream().filter(ban -> ban.model().isEmpty() || ban.model().get().equals(model.id()))
                .findFirst().map(ban -> new GateBox("bad", "You are banned from this model",
                        "You can neither apply nor download"
                                + ban.lastMoment().map(last -> " until the end of " + Instants.day(last)).orElse("")
                                + "." + Advice.quoted(ban.reason())
                                + " If that is a mistake, write to the people who run this portal.",
                        "", ""));
    }
}
