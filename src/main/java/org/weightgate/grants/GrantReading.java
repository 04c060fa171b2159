package org.weightgate.grants;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Releases;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.ProblemException;

/// What the pages and the API show of grants, and to whom.
@ApplicationScoped
class GrantReading {

    private final Grants grants;
    private final Models models;
    private final Releases releases;
    private final People people;
    private final Stewards stewards;
    private final DatabaseClock clock;

    GrantReading(Grants grants, Models models, Releases releases, People people, Stewards stewards, DatabaseClock clock) {
        this.grants = grants;
        this.models = models;
        this.releases = releases;
        this.people = people;
        this.stewards = stewards;
        this.clock = clock;
    }

    @Transactional
    List<GrantView> of(Person person) {
        return grants.heldBy(person.id()).stream()
                .map(grant -> GrantView.of(grant, models.findById(grant.model()).fullName(), clock.now())).toList();
    }

    /// A person's grants with the files each of them opens.
    @Transactional
    List<GrantCard> cards(Person person) {
        return grants.heldBy(person.id()).stream().map(this::card).toList();
    }

    private GrantCard card(Grant grant) {
        Model model = models.findById(grant.model());
        var release = releases.latestPublished(model).filter(latest -> grant.releases().covers(latest.version()))
                .map(latest -> ReleaseCard.of(model, latest));
        return GrantCard.of(grant, model, release.orElse(null), clock.now());
    }

    /// The names of the models whose grants a person may change by a role on them.
    @Transactional
    List<String> looksAfter(Person person) {
        return stewards.modelsOf(person.id()).stream().map(id -> models.findById(id).fullName()).sorted().toList();
    }

    /// Who holds a grant on a model, newest first, for those who look after it; everybody else learns nothing.
    @Transactional
    Holders holders(String namespace, String name, Optional<UUID> after) {
        Model model = models.require(namespace, name);
        if (!stewards.includesCaller(model.id())) {
            throw ProblemException.notFound("There is no such page.");
        }
        List<Grant> page = grants.onModel(model.id(), after, Holders.PAGE + 1);
        List<HolderRow> rows = page.stream().limit(Holders.PAGE).map(grant -> row(grant, model)).toList();
        return new Holders(model.fullName(), rows, page.size() > Holders.PAGE ? rows.getLast().id() : null);
    }

    /// One grant, for someone who looks after its model.
    @Transactional
    HolderRow holder(UUID id) {
        Grant grant = grants.findByIdOptional(id).filter(found -> stewards.includesCaller(found.model()))
                .orElseThrow(() -> ProblemException.notFound("There is no such grant."));
        return row(grant, models.findById(grant.model()));
    }

    private HolderRow row(Grant grant, Model model) {
        return HolderRow.of(grant, people.findById(grant.person()), model, clock.now());
    }
}
