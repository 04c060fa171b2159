package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.AccessPolicy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.catalogue.Models;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantDesk;
import org.weightgate.grants.Grants;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.People;
import org.weightgate.people.Person;

/// Notices an address that is fetched from more networks than its model's policy allows: somebody passed it on.
@ApplicationScoped
class NetworkAlerts {

    private static final Duration WITHIN = Duration.ofHours(24);

    private final Session database;
    private final Grants grants;
    private final GrantDesk desk;
    private final Models models;
    private final AccessPolicies policies;
    private final ModelRoles roles;
    private final People people;
    private final Outbox outbox;
    private final Events events;
    private final DatabaseClock clock;

    NetworkAlerts(Session database, Grants grants, GrantDesk desk, Models models, AccessPolicies policies, ModelRoles roles,
            People people, Outbox outbox, Events events, DatabaseClock clock) {
        this.database = database;
        this.grants = grants;
        this.desk = desk;
        this.models = models;
        this.policies = policies;
        this.roles = roles;
        this.people = people;
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /// Tells the model's owners once a day, and pauses the grant where the policy says so.
    @Transactional(TxType.REQUIRES_NEW)
    void check(UUID id) {
        Grant grant = grants.findById(id);
        Model model = models.findById(grant.model());
        AccessPolicy policy = policies.current(model);
        Instant now = clock.now();
        int networks = policy.networksAlert() == 0 ? 0 : mostNetworksOfOneAddress(id, now);
        if (networks <= policy.networksAlert() || !first(id, networks, policy, now)) {
            return;
        }
        events.append(id, "grant.many-networks", null, Map.of("networks", networks, "allowed", policy.networksAlert()));
        boolean paused = policy.suspendOnAlert() && desk.suspendByPolicy(id, "One of your download addresses was used from "
                + networks + " networks within 24 hours; the model allows " + policy.networksAlert()
                + ". Addresses are personal and are not passed on. Write to the people who look after the model.");
        for (UUID owner : roles.peopleWith(model.id(), ModelRole.OWNER)) {
            outbox.enqueue(id, owner, people.findById(owner).email(), "networks:" + id + ":" + day(now) + ":" + owner,
                    letter(people.findById(owner), grant, model, networks, policy, paused));
        }
    }

    private int mostNetworksOfOneAddress(UUID grant, Instant now) {
        List<Long> counts = Column.of(database, """
                select count(distinct network) from fetched where grant_id = :grant and hour > :since
                group by sha256, signed_at, mint order by 1 desc limit 1""", Long.class)
                .setParameter("grant", grant).setParameter("since", now.minus(WITHIN)).getResultList();
        return counts.isEmpty() ? 0 : Math.toIntExact(counts.getFirst());
    }

    private boolean first(UUID grant, int networks, AccessPolicy policy, Instant now) {
        return database.createNativeMutationQuery("""
                insert into network_alert (grant_id, day, networks, allowed, at)
                values (:grant, :day, :networks, :allowed, :now) on conflict (grant_id, day) do nothing""")
                .setParameter("grant", grant).setParameter("day", day(now)).setParameter("networks", networks)
                .setParameter("allowed", policy.networksAlert()).setParameter("now", now).executeUpdate() == 1;
    }

    private static LocalDate day(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static Letter letter(Person owner, Grant grant, Model model, int networks, AccessPolicy policy, boolean paused) {
        return new Letter(grant.reference(), "An address for " + model.fullName() + " was used from many networks",
                Letter.greeting(owner.displayName()),
                List.of("One download address of grant " + grant.reference() + " was fetched from " + networks
                        + " networks within 24 hours. The policy of " + model.fullName() + " allows " + policy.networksAlert()
                        + ".",
                        paused ? "The grant is paused, as the policy says. Its holder was told."
                                : "The grant goes on. You can pause or revoke it on the page behind this link."),
                "See how the model is used", "/models/" + model.fullName() + "/usage");
    }
}
