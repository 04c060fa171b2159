package org.weightgate.requests;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
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
        return OutlookWords.place(ahead(request.modelId(), Objects.requireNonNull(request.submittedAt()), request.id()));
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

    private long ahead(UUID model, Instant submitted, UUID id) {
        long counted = Column.of(database, """
                select count(*) from (select 1 from access_request
                    where model_id = :model and state = 'SUBMITTED' and (submitted_at, id) < (:submitted, :id)
                    limit :most) ahead""", Long.class)
                .setParameter("model", model).setParameter("submitted", submitted).setParameter("id", id)
                .setParameter("most", OutlookWords.COUNTED).getSingleResult();
        return counted < OutlookWords.COUNTED ? counted : estimate(model, submitted);
    }

    /// What the planner believes; it knows how the times are spread.
    private long estimate(UUID model, Instant submitted) {
        String plan = database.doReturningWork(connection -> {
            try (var explain = connection.prepareStatement("""
                    explain (format json) select 1 from access_request
                    where model_id = ? and state = 'SUBMITTED' and submitted_at < ?""")) {
                explain.setObject(1, model);
                explain.setObject(2, submitted.atOffset(ZoneOffset.UTC));
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

    private Times read(UUID model) {
        Tuple row = database.createNativeQuery("""
                select count(*) as decisions,
                    coalesce(percentile_cont(0.5) within group (order by seconds), 0) as half,
                    coalesce(percentile_cont(0.9) within group (order by seconds), 0) as most
                from (select cast(extract(epoch from decided_at - submitted_at) as double precision) as seconds
                      from access_request
                      where model_id = :model and state in ('APPROVED', 'REJECTED') and submitted_at is not null
                          and decided_at > now() - interval '90 days'
                      order by decided_at desc limit :newest) decided""", Tuple.class)
                .setParameter("model", model).setParameter("newest", NEWEST).getSingleResult();
        return new Times(row.get("decisions", Long.class), seconds(row.get("half", Double.class)),
                seconds(row.get("most", Double.class)), System.nanoTime());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
