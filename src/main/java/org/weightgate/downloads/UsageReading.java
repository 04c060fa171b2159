package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.AccessPolicies;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.grants.Grant;
import org.weightgate.grants.Grants;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.RealmRole;
import org.weightgate.people.Scope;
import org.weightgate.web.ProblemException;

/// Reads what was given and fetched, for owners, publishers and auditors of a model, and for each holder about their own grant.
@ApplicationScoped
class UsageReading {

    private static final int PAGE = 50;
    private static final int MOST_ROWS = 10_000;
    private static final Duration SHOWN = Duration.ofDays(30);

    private final Session database;
    private final Models models;
    private final ModelRoles roles;
    private final Grants grants;
    private final AccessPolicies policies;
    private final Meter meter;
    private final CurrentPerson caller;
    private final AccessLogConfig config;
    private final DatabaseClock clock;

    UsageReading(Session database, Models models, ModelRoles roles, Grants grants, AccessPolicies policies, Meter meter,
            CurrentPerson caller, AccessLogConfig config, DatabaseClock clock) {
        this.database = database;
        this.models = models;
        this.roles = roles;
        this.grants = grants;
        this.policies = policies;
        this.meter = meter;
        this.caller = caller;
        this.config = config;
        this.clock = clock;
    }

    @Transactional
    UsageView of(String namespace, String name, Optional<UUID> after) {
        Model model = models.require(namespace, name);
        if (!maySee(caller.require(), model.id())) {
            throw ProblemException.noSuchPage();
        }
        List<UsageView.Row> rows = rows(model.id(), after, clock.now().minus(SHOWN));
        boolean more = rows.size() > PAGE;
        List<UsageView.Row> shown = more ? rows.subList(0, PAGE) : rows;
        return new UsageView(model.fullName(), config.bucket().isPresent(), List.copyOf(shown),
                more ? shown.getLast().grant() : null);
    }

    @Transactional
    UsageView.Detail detail(UUID id) {
        Person person = caller.require();
        Grant grant = grants.findByIdOptional(id)
                .filter(found -> found.person().equals(person.id()) || maySee(person, found.model()))
                .orElseThrow(() -> ProblemException.notFound("There is no such grant."));
        if (!grant.person().equals(person.id())) {
            caller.requireScope(Scope.REVIEW);
        }
        Model model = models.findById(grant.model());
        Instant since = clock.now().minus(SHOWN);
        Quota quota = Quota.of(policies.current(model));
        return new UsageView.Detail(id, grant.reference(), model.fullName(),
                new UsageView.Limits(quota.bytesPerDay(), quota.ticketsPerDay(), quota.concurrent()),
                meter.use(id, clock.now()), given(id, since), fetched(grant, since));
    }

    private boolean maySee(Person person, UUID model) {
        return caller.holds(RealmRole.ADMIN) || roles.has(model, person.id(), ModelRole.OWNER)
                || roles.has(model, person.id(), ModelRole.PUBLISHER)
                || roles.has(model, person.id(), ModelRole.AUDITOR);
    }

    private List<UsageView.Row> rows(UUID model, Optional<UUID> after, Instant since) {
        return database.createNativeQuery("""
                select g.id, g.reference, p.display_name, p.username, coalesce(t.tickets, 0) as tickets,
                       coalesce(cast(t.bytes as bigint), 0) as given, coalesce(cast(f.requests as bigint), 0) as requests,
                       coalesce(cast(f.bytes as bigint), 0) as fetched, coalesce(f.networks, 0) as networks, a.at
                from access_grant g join person p on p.id = g.person_id
                left join lateral (select count(*) as tickets, sum(bytes) as bytes from ticket
                                   where grant_id = g.id and minted_at > :since) t on true
                left join lateral (select sum(requests) as requests, sum(bytes) as bytes, count(distinct network) as networks
                                   from fetched where grant_id = g.id and hour > :since) f on true
                left join lateral (select max(at) as at from network_alert where grant_id = g.id) a on true
                where g.model_id = :model and g.id < :after
                order by g.id desc limit :most""", Tuple.class)
                .setParameter("since", since).setParameter("model", model)
                .setParameter("after", after.orElse(new UUID(-1, -1))).setParameter("most", PAGE + 1)
                .getResultStream().map(UsageReading::row).toList();
    }

    private static UsageView.Row row(Tuple row) {
        return new UsageView.Row(row.get("id", UUID.class), row.get("reference", String.class),
                row.get("display_name", String.class), row.get("username", String.class), row.get("tickets", Long.class),
                row.get("given", Long.class), row.get("requests", Long.class), row.get("fetched", Long.class),
                row.get("networks", Long.class), row.get("at", Instant.class));
    }

    private List<UsageView.Given> given(UUID grant, Instant since) {
        return database.createNativeQuery("""
                select date_trunc('hour', minted_at) as hour, path, way, count(*) as addresses
                from url_mint where grant_id = :grant and minted_at > :since
                group by 1, 2, 3 order by 1 desc, 2 limit :most""", Tuple.class)
                .setParameter("grant", grant).setParameter("since", since).setParameter("most", MOST_ROWS).getResultStream()
                .map(row -> new UsageView.Given(row.get("hour", Instant.class), row.get("path", String.class),
                        row.get("way", String.class), row.get("addresses", Long.class)))
                .toList();
    }

    private List<UsageView.Fetch> fetched(Grant grant, Instant since) {
        return database.createNativeQuery("""
                select f.hour, coalesce((select w.path from weight_file w join release r on r.id = w.release_id
                                         where r.model_id = :model and w.sha256 = f.sha256 limit 1), f.sha256) as path,
                       f.network, cast(sum(f.requests) as bigint) as requests, cast(sum(f.bytes) as bigint) as bytes
                from fetched f where f.grant_id = :grant and f.hour > :since
                group by f.hour, f.sha256, f.network order by 1 desc, 2 limit :most""", Tuple.class)
                .setParameter("model", grant.model()).setParameter("grant", grant.id()).setParameter("since", since)
                .setParameter("most", MOST_ROWS).getResultStream()
                .map(row -> new UsageView.Fetch(row.get("hour", Instant.class), row.get("path", String.class),
                        row.get("network", String.class), row.get("requests", Long.class), row.get("bytes", Long.class)))
                .toList();
    }
}
