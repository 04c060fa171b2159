package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.Releases;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.grants.Grant;
import org.weightgate.grants.Grants;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.PortalUrl;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// Lists of addresses for download managers, which cannot send a token: an address leads through the gate each time it is used,
/// so it ends with the grant, and its holder can take it back.
@ApplicationScoped
class DownloadLists implements PanacheRepositoryBase<DownloadList, UUID> {

    private static final Duration LIFE = Duration.ofDays(30);

    private final DownloadGate gate;
    private final Models models;
    private final Releases releases;
    private final Grants grants;
    private final People people;
    private final DatabaseClock clock;
    private final Events events;
    private final PortalUrl portal;

    DownloadLists(DownloadGate gate, Models models, Releases releases, Grants grants, People people, DatabaseClock clock,
            Events events, PortalUrl portal) {
        this.gate = gate;
        this.models = models;
        this.releases = releases;
        this.grants = grants;
        this.people = people;
        this.clock = clock;
        this.events = events;
        this.portal = portal;
    }

    sealed interface Made {

        record Written(String metalink, String fileName) implements Made {
        }

        record Refused(Ticket.Refused ticket) implements Made {
        }
    }

    /// Whose right an address uses, and for which file.
    record Opened(Person person, ReleaseName release, String path) {
    }

    @Transactional
    Made make(Person person, ReleaseName name) {
        if (gate.look(person, name) instanceof Ticket.Refused refused) {
            return new Made.Refused(refused);
        }
        Model model = models.require(name.namespace(), name.model());
        Release release = releases.head(model, name.version()).orElseThrow();
        Grant grant = grants.current(person.id(), model.id()).orElseThrow();
        UUID id = UUID.randomUUID();
        ListKey key = ListKey.of(id);
        Instant now = clock.now();
        Instant end = grant.endsAt().isBefore(now.plus(LIFE)) ? grant.endsAt() : now.plus(LIFE);
        persist(new DownloadList(id, person.id(), grant.id(), release.id(), key.publicKey(), now, end));
        events.append(id, "download.listed", person.id(),
                Map.of("grant", grant.id().toString(), "release", release.version(), "until", end.toString()));
        String text = Metalink.of(release, now)
                .write(path -> portal.to("/get/" + id + "/" + key.sign(path) + "/" + encoded(path)));
        return new Made.Written(text, model.name() + "-" + release.version() + ".meta4");
    }

    /// Nothing once another grant has taken the place of the list's own, even one on the same files.
    @Transactional
    Optional<Opened> open(UUID id, String key, String path) {
        return findByIdOptional(id).filter(list -> list.opens(path, key, clock.now())).flatMap(list -> {
            Release release = releases.findById(list.release());
            Model model = models.findById(release.model());
            return grants.current(list.person(), model.id()).filter(grant -> grant.id().equals(list.grant()))
                    .map(_ -> new Opened(people.findById(list.person()),
                            new ReleaseName(model.namespace(), model.name(), release.version()), path));
        });
    }

    /// Ends all lists of this person on a model; says how many.
    @Transactional
    int takeBack(Person person, String namespace, String name) {
        Model model = models.require(namespace, name);
        int ended = getSession().createNativeMutationQuery("""
                update download_list l set revoked_at = now() from access_grant g
                where g.id = l.grant_id and g.model_id = :model and l.person_id = :person and l.revoked_at is null""")
                .setParameter("model", model.id()).setParameter("person", person.id()).executeUpdate();
        if (ended > 0) {
            events.append(person.id(), "download.lists-taken-back", person.id(),
                    Map.of("model", model.id().toString(), "lists", ended));
        }
        return ended;
    }

    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(PortalUrl::encoded).collect(Collectors.joining("/"));
    }
}
