package org.weightgate.grants;

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
import org.weightgate.catalogue.TermsDiff;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;
import org.weightgate.grants.TermsProgress.Group;
import org.weightgate.web.Instants;
import org.weightgate.web.ProblemException;

/// What an owner sees of new terms: the form, earlier campaigns, and who has accepted.
@ApplicationScoped
class TermsProgressReading {

    private static final String GRANTS = " from access_grant g join terms_version t on t.id = g.terms_version_id ";
    private static final String OF_CAMPAIGN = """
            where g.model_id = :model and g.state in ('ACTIVE', 'SUSPENDED') and g.ends_at > transaction_timestamp()
                and g.starts_at <= :started""";

    private final Session database;
    private final TermsVersions terms;
    private final AccessPolicies policies;
    private final DatabaseClock clock;

    TermsProgressReading(Session database, TermsVersions terms, AccessPolicies policies, DatabaseClock clock) {
        this.database = database;
        this.terms = terms;
        this.policies = policies;
        this.clock = clock;
    }

    private record Campaign(int version, String title, Instant startedAt, Instant graceEndsAt) {
    }

    @Transactional
    TermsForm form(Model model) {
        TermsVersion current = terms.current(model);
        int holders = Column.of(database, """
                select count(*) from access_grant where model_id = :model and state in ('ACTIVE', 'SUSPENDED')""", Long.class)
                .setParameter("model", model.id()).getSingleResult().intValue();
        Instant now = clock.now();
        var campaigns = campaigns(model.id(), Optional.empty()).stream()
                .map(campaign -> new TermsForm.Campaign(campaign.version(), Instants.day(campaign.startedAt()),
                        Instants.day(campaign.graceEndsAt()), !now.isBefore(campaign.graceEndsAt())))
                .toList();
        return new TermsForm(model.fullName(), current.version(), current.version(), holders, current.title(), current.body(),
                false,
                Long.toString(policies.current(model).termsGrace().toDays()), false, List.of(), campaigns, null);
    }

    /// The form again after somebody else published: what was typed, and what the other one changed.
    @Transactional
    TermsForm overtaken(Model model, TermsForm form) {
        TermsVersion current = terms.current(model);
        String read = terms.of(model, form.replaces()).map(TermsVersion::body).orElse("");
        return form.overtaken(current.version(), new TermsForm.Overtaken(form.replaces(), current.version(), current.title(),
                TermsDiff.between(read, current.body())));
    }

    @Transactional
    TermsProgress of(Model model, int version, Group group, Optional<UUID> after) {
        Campaign campaign = campaigns(model.id(), Optional.of(version)).stream().findFirst()
                .orElseThrow(() -> ProblemException.notFound("Nobody was asked to accept this version."));
        List<TermsProgress.Row> page = rows(model.id(), campaign, group, after);
        List<TermsProgress.Row> shown = page.stream().limit(TermsProgress.PAGE).toList();
        return new TermsProgress(model.fullName(), version, campaign.title(), campaign.startedAt(), campaign.graceEndsAt(),
                !clock.now().isBefore(campaign.graceEndsAt()), count(model.id(), campaign, Group.ACCEPTED),
                count(model.id(), campaign, Group.PENDING), count(model.id(), campaign, Group.PAUSED), group, shown,
                page.size() > TermsProgress.PAGE ? shown.getLast().grant() : null);
    }

    private List<Campaign> campaigns(UUID model, Optional<Integer> version) {
        var query = database.createNativeQuery("""
                select t.version, t.title, c.started_at, c.grace_ends_at
                from terms_campaign c join terms_version t on t.id = c.terms_version_id
                where c.model_id = :model""" + (version.isPresent() ? " and t.version = :version" : "")
                + " order by c.started_at desc limit 20", Tuple.class).setParameter("model", model);
        version.ifPresent(number -> query.setParameter("version", number));
        return query.getResultStream().map(row -> new Campaign(row.get("version", Integer.class),
                row.get("title", String.class), row.get("started_at", Instant.class), row.get("grace_ends_at", Instant.class)))
                .toList();
    }

    private long count(UUID model, Campaign campaign, Group group) {
        return Column.of(database, "select count(*)" + GRANTS + OF_CAMPAIGN + " and " + condition(group), Long.class)
                .setParameter("model", model).setParameter("started", campaign.startedAt())
                .setParameter("version", campaign.version()).getSingleResult();
    }

    private List<TermsProgress.Row> rows(UUID model, Campaign campaign, Group group, Optional<UUID> after) {
        var query = database
                .createNativeQuery("""
                        select g.id, g.reference, p.display_name, p.username,
                            (select max(a.accepted_at) from terms_acceptance a join terms_version v on v.id = a.terms_version_id
                             where a.person_id = p.id and v.model_id = g.model_id and v.version >= :version) as accepted_at
                        """ + GRANTS + "join person p on p.id = g.person_id " + OF_CAMPAIGN + " and " + condition(group)
                        + (after.isPresent() ? " and g.id < :after" : "") + " order by g.id desc", Tuple.class)
                .setParameter("model", model).setParameter("started", campaign.startedAt())
                .setParameter("version", campaign.version());
        after.ifPresent(id -> query.setParameter("after", id));
        return query.setMaxResults(TermsProgress.PAGE + 1).getResultStream()
                .map(row -> new TermsProgress.Row(row.get("id", UUID.class), row.get("reference", String.class),
                        row.get("display_name", String.class), row.get("username", String.class),
                        row.get("accepted_at", Instant.class)))
                .toList();
    }

    private static String condition(Group group) {
        return switch (group) {
            case ACCEPTED -> "t.version >= :version";
            case PENDING -> "t.version < :version and (g.state = 'ACTIVE' or g.suspend_reason <> 'TERMS')";
            case PAUSED -> "t.version < :version and g.suspend_reason = 'TERMS'";
        };
    }
}
