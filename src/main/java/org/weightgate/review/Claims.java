package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.Column;
import org.weightgate.web.PlainText;

/// Who looks at what, and who is away.
@ApplicationScoped
class Claims {

    private final Session database;

    Claims(Session database) {
        this.database = database;
    }

    Optional<Claim> of(UUID request, Instant now) {
        return database
                .createNativeQuery("""
                        select c.request_id, c.reviewer_id, p.display_name, g.display_name as giver, c.since, c.until
                        from claim c join person p on p.id = c.reviewer_id left join person g on g.id = c.given_by
                        where c.request_id = :request and c.until > :now""",
                        Tuple.class)
                .setParameter("request", request).setParameter("now", now).getResultStream().findFirst()
                .map(row -> new Claim(row.get("request_id", UUID.class), row.get("reviewer_id", UUID.class),
                        PlainText.oneLine(row.get("display_name", String.class)),
                        Optional.ofNullable(row.get("giver", String.class)).map(PlainText::oneLine),
                        row.get("since", Instant.class),
                        row.get("until", Instant.class)));
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void hold(UUID request, UUID reviewer, @Nullable UUID givenBy, Instant now, Instant until) {
        database.createNativeMutationQuery("""
                insert into claim (request_id, reviewer_id, since, until, given_by)
                values (:request, :reviewer, :now, :until, :givenBy)
                on conflict (request_id) do update set reviewer_id = excluded.reviewer_id, since = excluded.since,
                    until = excluded.until, given_by = excluded.given_by""")
                .setParameter("request", request).setParameter("reviewer", reviewer).setParameter("now", now)
                .setParameter("until", until).setParameter("givenBy", givenBy, UUID.class).executeUpdate();
    }

    /// Moves the end on, if this person still holds it.
    @Transactional(Transactional.TxType.MANDATORY)
    void renew(UUID request, UUID reviewer, Instant now, Instant until) {
        database.createNativeMutationQuery("""
                update claim set until = :until where request_id = :request and reviewer_id = :reviewer and until > :now""")
                .setParameter("request", request).setParameter("reviewer", reviewer).setParameter("now", now)
                .setParameter("until", until).executeUpdate();
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void free(UUID request) {
        database.createNativeMutationQuery("delete from claim where request_id = :request")
                .setParameter("request", request).executeUpdate();
    }

    List<UUID> heldBy(UUID reviewer, Instant now) {
        return Column.of(database,
                "select request_id from claim where reviewer_id = :reviewer and until > :now order by request_id", UUID.class)
                .setParameter("reviewer", reviewer).setParameter("now", now).getResultList();
    }

    /// What ended a while ago says nothing any more.
    @Transactional(Transactional.TxType.MANDATORY)
    void forgetEnded(Instant before) {
        database.createNativeMutationQuery("delete from claim where until < :before").setParameter("before", before)
                .executeUpdate();
    }

    boolean isAway(UUID person) {
        return !Column.of(database, "select 1 from reviewer_away where person_id = :person", Integer.class)
                .setParameter("person", person).getResultList().isEmpty();
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void setAway(UUID person, boolean away, Instant now) {
        String sql = away
                ? "insert into reviewer_away (person_id, since) values (:person, :now) on conflict do nothing"
                : "delete from reviewer_away where person_id = :person and since <= :now";
        database.createNativeMutationQuery(sql).setParameter("person", person).setParameter("now", now).executeUpdate();
    }
}
