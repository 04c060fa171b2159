package org.weightgate.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.PlainSql;

/// Whether a ban meets a person, by account, address, domain or organisation.
@ApplicationScoped
public class BanCheck {

    private static final String KEEP_OUT_THOSE_WHO_BAN = "select pg_advisory_xact_lock_shared(?)";

    private static final String MEETS = """
            select b.* from ban b where (b.person_id = :person or b.kind in ('PERSON', 'ADDRESS') and b.value = :key
                or b.kind = 'DOMAIN' and b.value in (:domains)
                or b.kind = 'ORGANISATION' and b.value in
                    (select o.organisation_key from person_organisation o where o.person_id = :person))
            order by b.id desc""";

    /// The same on one model, and those of an organisation that is named just now.
    private static final String STANDING = """
            select kind, lifted_at is null and (until is null or until > transaction_timestamp()) as holds,
                lifted_at is not null as lifted, before is true as before
            from (select b.*, b.person_id = ? or b.kind in ('PERSON', 'ADDRESS') and b.value = ?
                      or b.kind = 'DOMAIN' and b.value = any(?)
                      or b.kind = 'ORGANISATION' and b.value in
                          (select o.organisation_key from person_organisation o where o.person_id = ?) as before
                  from ban b where b.model_id is null or b.model_id = ?) met
            where before or kind = 'ORGANISATION' and value = ?""";

    /// The same comparisons, for many people at once.
    private static final String AMONG = """
            with who as (select * from unnest(cast(:ids as uuid[]), cast(:keys as text[])) as who(id, key)),
                under as (select * from unnest(cast(:below as uuid[]), cast(:domains as text[])) as under(id, domain)),
                met as (
                    select w.id, b.model_id, b.until, b.lifted_at from who w join ban b on b.person_id = w.id
                    union all select w.id, b.model_id, b.until, b.lifted_at
                        from who w join ban b on b.kind in ('PERSON', 'ADDRESS') and b.value = w.key
                    union all select u.id, b.model_id, b.until, b.lifted_at
                        from under u join ban b on b.kind = 'DOMAIN' and b.value = u.domain
                    union all select w.id, b.model_id, b.until, b.lifted_at
                        from who w join person_organisation o on o.person_id = w.id
                        join ban b on b.kind = 'ORGANISATION' and b.value = o.organisation_key)
            select distinct id from met where (model_id is null or model_id = :model) and lifted_at is null
                and (until is null or until > :now)""";

    private final Session database;
    private final DatabaseClock clock;

    BanCheck(Session database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// The answer holds until the caller's transaction ends: nobody bans or lifts a ban before.
    @Transactional(Transactional.TxType.MANDATORY)
    public BanStanding of(Person person, UUID model) {
        return of(person, model, "");
    }

    /// The same for somebody who is about to name an organisation.
    @Transactional(Transactional.TxType.MANDATORY)
    public BanStanding of(Person person, UUID model, String organisation) {
        MailKey address = MailKey.of(person.email());
        List<Met> all = PlainSql.listAfter(database, KEEP_OUT_THOSE_WHO_BAN, Met::of, STANDING, Bans.LOCK, person.id(),
                address.key(), address.domains().toArray(String[]::new), person.id(), model,
                organisation.isBlank() ? "" : Organisation.key(organisation));
        Optional<BanKind> met = all.stream().filter(Met::holds).map(Met::kind).min(Comparator.naturalOrder());
        List<Met> before = all.stream().filter(Met::before).toList();
        return before.isEmpty() && met.isEmpty() ? BanStanding.NEVER : new BanStanding(met, epoch(before));
    }

    /// A ban, whether it holds now, and whether it met the person before they named an organisation just now.
    private record Met(BanKind kind, boolean holds, boolean lifted, boolean before) {

        static Met of(ResultSet row) throws SQLException {
            return new Met(BanKind.valueOf(row.getString("kind")), row.getBoolean("holds"), row.getBoolean("lifted"),
                    row.getBoolean("before"));
        }
    }

    /// Those of some people who are banned from a model, in one question. The answer holds like the others.
    @Transactional(Transactional.TxType.MANDATORY)
    public Set<UUID> bannedAmong(Collection<Person> people, UUID model) {
        keepOutThoseWhoBan();
        List<MailKey> addresses = people.stream().map(person -> MailKey.of(person.email())).toList();
        var ids = people.stream().map(person -> person.id().toString()).toList();
        var below = new ArrayList<String>();
        var domains = new ArrayList<String>();
        for (int i = 0; i < ids.size(); i++) {
            for (String domain : addresses.get(i).domains()) {
                below.add(ids.get(i));
                domains.add(domain);
            }
        }
        return Set.copyOf(Column.of(database, AMONG, UUID.class).setParameter("ids", ids.toArray(String[]::new))
                .setParameter("keys", addresses.stream().map(MailKey::key).toArray(String[]::new))
                .setParameter("below", below.toArray(String[]::new)).setParameter("domains", domains.toArray(String[]::new))
                .setParameter("model", model).setParameter("now", clock.now()).getResultList());
    }

    /// The bans that hold for a person anywhere, newest first.
    @Transactional
    public List<Ban> all(Person person) {
        MailKey address = MailKey.of(person.email());
        List<String> domains = address.domains();
        return database.createNativeQuery(MEETS, Ban.class).setParameter("person", person.id())
                .setParameter("key", address.key()).setParameterList("domains", domains.isEmpty() ? List.of("") : domains)
                .getResultStream().filter(ban -> ban.holdsAt(clock.now())).toList();
    }

    private void keepOutThoseWhoBan() {
        PlainSql.list(database, _ -> true, KEEP_OUT_THOSE_WHO_BAN, Bans.LOCK);
    }

    private static String epoch(List<Met> bans) {
        return bans.size() + "." + bans.stream().filter(Met::lifted).count();
    }
}
