package org.weightgate.grants;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Models;
import org.weightgate.people.Ban;
import org.weightgate.people.BanCheck;
import org.weightgate.people.MyShelf;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

/// What keeps me away; whoever is not banned reads nothing of bans.
@ApplicationScoped
class BanShelf implements MyShelf {

    private static final int BEFORE_ALL = 5;

    private final BanCheck bans;
    private final Models models;

    BanShelf(BanCheck bans, Models models) {
        this.bans = bans;
        this.models = models;
    }

    @Override
    public int order() {
        return BEFORE_ALL;
    }

    @Override
    public Part of(Person person) {
        return new Part("my-bans", "Bans", bans.all(person).stream().map(this::row).toList(), "", "", "", "");
    }

    private Row row(Ban ban) {
        String until = ban.lastMoment().map(last -> "Until the end of " + Instants.day(last)).orElse("Until it is lifted");
        return new Row(ban.model().map(id -> models.findById(id).fullName()).orElse("every model here"), "", "bad", "banned",
                until + ": " + ban.reason() + "\nIf that is a mistake, write to the people who run this portal.",
                ban.placedAt(), "");
    }
}
