package org.weightgate.requests;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Where in the queue a request is and how long decisions took. Both stay cheap at a million requests: places are counted along
/// an index up to a thousand and estimated beyond, durations are of the newest decisions and kept for some minutes.
@ApplicationScoped
class QueueOutlook {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int NEWEST = 2000;
    private static final int MODELS = 1000;

    record Times(long decisions, Duration half, Duration most, long readAt) {
    }

    private final Session database;
    private final ObjectMapper json;
    private final ConcurrentHashMap<UUID, Times> times = new ConcurrentHashMap<>();

    QueueOutlook(Session database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    @Transactional
    String place(AccessRequest request) {
        return OutlookWords.place(turn(request.id()).map(turn -> ahead(request.modelId(), turn, request.id())).orElse(0L));
    }

    @Transactional
    String forecast(UUID model) {
        Times known = times.get(model);
        if (known == null || known.decisions() < OutlookWords.ENOUGH
                || System.nanoTime() - known.readAt() > KEPT.toNanos()) {
            if (times.size() >= MODELS) {
                times.clear();
            }
            known = read(model);
            times.put(model, known);
        }
        return OutlookWords.forecast(known.decisions(), known.half(), known.most());
    }

    /// Where reviewers find it: the time its applicant took to answer them does not put it back.
    private Optional<Instant> turn(UUID id) {
        return Column.of(database, "select turn_at from queue_entry where request_id = :id", Instant.class)
                .setParameter("id", id).getResultStream().findFirst();
    }

    private long ahead(UUID model, Instant turn, UUID id) {
        long counted = Column.of(database, """
                select count(*) from (select 1 from queue_entry
                    where model_id = :model and state = 'SUBMITTED' and (turn_at, request_id) < (:turn, :id)
                    limit :most) ahead""", Long.class)
                .setParameter("model", model).setParameter("turn", turn).setParameter("id", id)
                .setParameter("most", OutlookWords.COUNTED).getSingleResult();
        return counted < OutlookWords.COUNTED ? counted : estimate(model, turn);
    }

    /// What the planner believes; it knows how the times are spread.
    private long estimate(UUID model, Instant turn) {
        String plan = database.doReturningWork(connection -> {
            try (var explain = connection.prepareStatement("""
                    explain (format json) select 1 from queue_entry
                    where model_id = ? and state = 'SUBMITTED' and turn_at < ?""")) {
                explain.setObject(1, model);
                explain.setObject(2, turn.atOffset(ZoneOffset.UTC));
                try (var rows = explain.executeQuery()) {
                    if (!rows.next()) {
                        throw new SQLException("explain gave no plan");
                    }
                    return rows.getString(1);
                }
            }
        });
        try {
            return json.readTree(plan).path(0).path("Plan").path("Plan Rows").asLong();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("explain gave no JSON", e);
        }
    }

    /// What reviewers took, over all revisions; the queue has no such time of what was decided before there was one.
    private Times read(UUID model) {
        Tuple row = database.createNativeQuery("""
                select count(*) as decisions,
                    coalesce(percentile_cont(0.5) within group (order by seconds), 0) as half,
                    coalesce(percentile_cont(0.9) within group (order by seconds), 0) as most
                from (select cast(extract(epoch from coalesce(nullif(q.spent, interval '0'), r.decided_at - r.submitted_at))
                                  as double precision) as seconds
                      from access_request r join queue_entry q on q.request_id = r.id
                      where r.model_id = :model and r.state in ('APPROVED', 'REJECTED') and r.submitted_at is not null
                          and r.reason_code is distinct from 'BANNED' and r.decided_at > now() - interval '90 days'
                      order by r.decided_at desc limit :newest) decided""", Tuple.class)
                .setParameter("model", model).setParameter("newest", NEWEST).getSingleResult();
        return new Times(row.get("decisions", Long.class), seconds(row.get("half", Double.class)),
                seconds(row.get("most", Double.class)), System.nanoTime());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
