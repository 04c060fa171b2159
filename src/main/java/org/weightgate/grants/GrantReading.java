package org.weightgate.grants;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.DownloadRecord;
import org.weightgate.catalogue.DownloadRecord.Downloaded;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Releases;
import org.weightgate.catalogue.RequestReason;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Ban;
import org.weightgate.people.BanCheck;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;
import org.weightgate.web.ProblemException;

/// What the pages and the API show of grants, and to whom.
@ApplicationScoped
class GrantReading {

    private static final Set<String> WAITING = Set.of("pending", "changes-requested");

    private final Grants grants;
    private final Models models;
    private final Releases releases;
    private final People people;
    private final Stewards stewards;
    private final DatabaseClock clock;
    private final HolderSearch search;
    private final TermsVersions terms;
    private final BanCheck bans;
    private final Instance<DownloadRecord> downloads;
    private final Instance<RequestReason> requests;

    GrantReading(Grants grants, Models models, Releases releases, People people, Stewards stewards, DatabaseClock clock,
            HolderSearch search, TermsVersions terms, BanCheck bans, Instance<DownloadRecord> downloads,
            Instance<RequestReason> requests) {
        this.grants = grants;
        this.models = models;
        this.releases = releases;
        this.people = people;
        this.stewards = stewards;
        this.clock = clock;
        this.search = search;
        this.terms = terms;
        this.bans = bans;
        this.downloads = downloads;
        this.requests = requests;
    }

    @Transactional
    List<GrantView> of(Person person) {
        return grants.heldBy(person.id()).stream()
                .map(grant -> GrantView.of(grant, models.findById(grant.model()).fullName(), clock.now())).toList();
    }

    /// A person's grants with the files each of them opens.
    @Transactional
    List<GrantCard> cards(Person person) {
        List<Ban> met = bans.all(person);
        return grants.heldBy(person.id()).stream().map(grant -> card(grant, met)).toList();
    }

    private GrantCard card(Grant grant, List<Ban> met) {
        Model model = models.findById(grant.model());
        var release = releases.latestPublished(model).filter(latest -> grant.releases().covers(latest.version()));
        Instant now = clock.now();
        Downloaded used = downloads.stream().findFirst().map(record -> record.of(grant.person(), model.id()))
                .orElse(Downloaded.NOTHING);
        boolean waiting = requests.stream().flatMap(room -> room.reasonFor(grant.person(), model.id()).stream())
                .anyMatch(WAITING::contains);
        Instant deadline = grant.stateAt(now).isLive() ? terms.deadline(grant.termsVersion()).orElse(null) : null;
        boolean banned = met.stream().anyMatch(ban -> ban.model().isEmpty() || ban.model().get().equals(model.id()));
        return GrantCard.of(grant, model, release.orElse(null), used, waiting, deadline, banned, now);
    }

    /// The bans that keep a person away, in words.
    @Transactional
    List<String> bans(Person person) {
        return bans.all(person).stream().map(ban -> {
            String where = ban.model().map(id -> models.findById(id).fullName()).orElse("every model here");
            String until = ban.lastMoment().map(last -> " until the end of " + Instants.day(last)).orElse("");
            return "You are banned from " + where + until + ": " + ban.reason();
        }).toList();
    }

    /// The names of the models whose grants a person may change by a role on them.
    @Transactional
    List<String> looksAfter(Person person) {
        return stewards.modelsOf(person.id()).stream().map(id -> models.findById(id).fullName()).sorted().toList();
    }

    /// Who holds a grant on a model, newest first, for those who look after it; everybody else learns nothing.
    @Transactional
    Holders holders(String namespace, String name, HolderFilter filter) {
        Model model = models.require(namespace, name);
        if (!stewards.includesCaller(model.id())) {
            throw ProblemException.noSuchPage();
        }
        List<UUID> page = search.page(model.id(), filter, Holders.PAGE + 1);
        List<UUID> shown = page.stream().limit(Holders.PAGE).toList();
        List<Grant> found = grants.inOrder(shown);
        Map<UUID, Person> holders = people.byId(found.stream().map(Grant::person).toList());
        List<HolderRow> rows = found.stream()
                .map(grant -> HolderRow.of(grant, Objects.requireNonNull(holders.get(grant.person())), model, clock.now()))
                .toList();
        return new Holders(model.fullName(), filter, rows, stewards.ownsAsCaller(model.id()),
                page.size() > Holders.PAGE ? shown.getLast() : null);
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
