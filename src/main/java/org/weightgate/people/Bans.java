package org.weightgate.people;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.Column;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// All bans, and whom they meet. Placing and lifting exclude every transaction that has asked about bans, so that none commits
/// on an answer that is no longer true; what follows from a ban comes after it, person by person.
@ApplicationScoped
public class Bans implements PanacheRepositoryBase<Ban, UUID> {

    /// Names the lock among the database's advisory locks.
    static final long LOCK = 0x77676261_6e73L;

    private final Session database;
    private final DatabaseClock clock;
    private final Events events;

    Bans(Session database, DatabaseClock clock, Events events) {
        this.database = database;
        this.clock = clock;
        this.events = events;
    }

    /// A ban on the same subject that holds as widely and as long as one until then would. Asked after those who ask were
    /// excluded, the answer stays true until the ban is placed.
    @Transactional
    public Optional<Ban> covering(BanSubject subject, @Nullable UUID model, @Nullable Instant until) {
        List<Ban> same = subject.person() == null ? list("kind = ?1 and value = ?2", subject.kind(), subject.value())
                : list("person", subject.person());
        return same.stream().filter(ban -> ban.holdsAt(clock.now()))
                .filter(ban -> ban.model().isEmpty() || ban.model().filter(on -> on.equals(model)).isPresent())
                .filter(ban -> ban.until().isEmpty() || (until != null && !ban.until().get().isBefore(until)))
                .findFirst();
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Ban place(BanSubject subject, @Nullable UUID model, String reason, @Nullable Instant until, UUID by) {
        excludeThoseWhoAsk();
        var ban = new Ban(subject, model, reason, until, by, clock.now());
        persistAndFlush(ban);
        var payload = new LinkedHashMap<String, String>();
        payload.put("kind", subject.kind().name());
        ban.model().ifPresent(id -> payload.put("model", id.toString()));
        ban.until().ifPresent(end -> payload.put("until", end.toString()));
        events.append(ban.id(), "ban.placed", by, payload);
        return ban;
    }

    /// False when it was lifted before. Whoever is just having something ended by it comes first; those it ended something for
    /// are told after.
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean lift(Ban ban, UUID by) {
        database.refresh(ban, LockModeType.PESSIMISTIC_WRITE);
        excludeThoseWhoAsk();
        if (ban.liftedAt().isPresent()) {
            return false;
        }
        database.createNativeMutationQuery(
                "update ban set worked_until = null, lease = null, leased_until = null where id = :id")
                .setParameter("id", ban.id()).executeUpdate();
        ban.lift(by, clock.now());
        events.append(ban.id(), "ban.lifted", by, Map.of());
        return true;
    }

    /// Newest first, below the one named: those of one model, or of the whole portal when none is named.
    public List<Ban> page(Optional<UUID> model, Optional<UUID> after, int most) {
        String of = model.isPresent() ? "model = :model" : "1 = 1";
        String below = after.isPresent() ? " and id < :after" : "";
        var parameters = new LinkedHashMap<String, Object>();
        model.ifPresent(id -> parameters.put("model", id));
        after.ifPresent(id -> parameters.put("after", id));
        return find(of + below + " order by id desc", parameters).page(0, most).list();
    }

    /// The people a ban on this subject meets, in the order of their ids.
    @Transactional
    public List<UUID> met(BanSubject subject, Optional<UUID> after, int most) {
        String below = after.isPresent() ? " and p.id > :after" : "";
        NativeQuery<UUID> query = bound(Column.of(database,
                "select p.id from person p where (" + condition(subject.kind()) + ")" + below + " order by p.id", UUID.class),
                subject).setMaxResults(most);
        after.ifPresent(id -> query.setParameter("after", id));
        return query.getResultList();
    }

    /// This person lost something by it, and hears when it is lifted.
    @Transactional(Transactional.TxType.MANDATORY)
    public void hasEnded(Ban ban, Person person) {
        database.createNativeMutationQuery(
                "insert into ban_ended (ban_id, person_id) values (:ban, :person) on conflict do nothing")
                .setParameter("ban", ban.id()).setParameter("person", person.id()).executeUpdate();
    }

    /// Who lost something by it, in the order of their ids.
    @Transactional
    List<UUID> ended(Ban ban, Optional<UUID> after, int most) {
        return Column.of(database, "select person_id from ban_ended where ban_id = :ban and person_id > :after"
                + " order by person_id", UUID.class).setParameter("ban", ban.id())
                .setParameter("after", after.orElse(new UUID(0, 0))).setMaxResults(most).getResultList();
    }

    /// How many people a ban on this subject meets, counted no further than `most`.
    @Transactional
    public long countMet(BanSubject subject, int most) {
        return bound(Column.of(database, "select count(*) from (select 1 from person p where ("
                + condition(subject.kind()) + ") limit " + most + ") met", Long.class), subject).getSingleResult();
    }

    /// Whether a ban on this subject meets the person.
    @Transactional
    public boolean meets(BanSubject subject, Person person) {
        return bound(Column.of(database, "select count(*) from person p where p.id = :one and ("
                + condition(subject.kind()) + ")", Long.class), subject).setParameter("one", person.id())
                .getSingleResult() > 0;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void excludeThoseWhoAsk() {
        Column.of(database, "select 1 from (select pg_advisory_xact_lock(:lock)) taken", Integer.class)
                .setParameter("lock", LOCK).getSingleResult();
    }

    /// Bans of this account wait, and whoever lifts or works one off comes before or after. Held before anything is asked about
    /// bans: who lifts one holds it while they wait for those who asked.
    @Transactional(Transactional.TxType.MANDATORY)
    void holdThoseOf(UUID person) {
        Column.of(database, "select id from ban where person_id = :person order by id for no key update", UUID.class)
                .setParameter("person", person).getResultList();
    }

    private static String condition(BanKind kind) {
        return switch (kind) {
            case PERSON -> "p.id = :person or p.mail_key = :value";
            case ADDRESS -> "p.mail_key = :value";
            case DOMAIN ->
                """
                        reverse(p.mail_domain) = reverse(:value)
                        or reverse(p.mail_domain) ~>=~ (reverse(:value) || '.') and reverse(p.mail_domain) ~<~ (reverse(:value) || '/')""";
            case ORGANISATION ->
                "p.id in (select o.person_id from person_organisation o where o.organisation_key = :value)";
        };
    }

    private static <T> NativeQuery<T> bound(NativeQuery<T> query, BanSubject subject) {
        query.setParameter("value", subject.value());
        if (subject.kind() == BanKind.PERSON) {
            query.setParameter("person", subject.person(), UUID.class);
        }
        return query;
    }
}
