package org.weightgate.review;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is asked of `queue_entry`, as SQL. A view is walked along indexes that hold all it needs to know, and only rows that are
/// shown are read.
final class QueueSql {

    static final String MODELS = "select m.id, m.hours from unnest(cast(:models as uuid[]), cast(:hours as float8[])) m(id, hours)";

    private QueueSql() {
    }

    /// Which rows a view begins with: a few of each model, and of those the first.
    static String first(QueueFilter filter) {
        return """
                select q.request_id from (%s) m
                cross join lateral (select q.turn_at, q.request_id from queue_entry q where q.model_id = m.id and %s %s
                                    %s limit :size) q
                %s limit :size""".formatted(MODELS, condition(filter.tray()), keyset(filter), order(filter.tray()),
                order(filter.tray()));
    }

    /// Reads a view in its order until enough rows are hits, but no more than so many; the last of those comes with them. The
    /// order is merged from the models' own, so no model is read further than the page needs.
    ///
    /// @param hit what a row `w` of request and beginnings is asked
    static String walk(QueueFilter filter, String hit, int most) {
        String models = IntStream.range(0, filter.models().size()).mapToObj(i -> """
                (select q.request_id, q.turn_at, q.begins
                 from (select cast(:model%d as uuid) as id, cast(:hours%d as float8) as hours) m, queue_entry q
                 where q.model_id = m.id and %s %s %s limit %d)""".formatted(i, i, condition(filter.tray()), keyset(filter),
                order(filter.tray()), most)).collect(Collectors.joining("union all\n"));
        return """
                select * from (select w.request_id, %s as hit, row_number() over () as place
                               from (select * from (%s) q %s limit %d) w) w
                where hit or place = %d limit :size + 1""".formatted(hit, models, order(filter.tray()), most, most);
    }

    static String condition(Tray tray) {
        return switch (tray) {
            case WAITING -> "q.state = 'SUBMITTED'";
            case MINE -> """
                    q.state in ('SUBMITTED', 'CHANGES_REQUESTED') and q.request_id = any(array(
                        select c.request_id from claim c where c.reviewer_id = :me and c.until > :now
                        order by c.until desc limit 500))""";
            case UNCLAIMED -> """
                    q.state = 'SUBMITTED' and not exists (
                        select 1 from claim c where c.request_id = q.request_id and c.until > :now)""";
            case SECOND_VOTE -> """
                    q.state = 'SUBMITTED' and q.approvals > 0 and q.person_id <> :me and not exists (
                        select 1 from review_vote v
                        where v.request_id = q.request_id and v.revision = q.revision and v.reviewer_id = :me)""";
            case OVERDUE ->
                "q.state = 'SUBMITTED' and q.turn_at < cast(:now as timestamptz) - make_interval(secs => m.hours * 3600)";
            case APPLICANT -> "q.state = 'CHANGES_REQUESTED'";
            case APPROVED -> "q.state = 'APPROVED'";
            case REJECTED -> "q.state = 'REJECTED'";
            case WITHDRAWN -> "q.state = 'WITHDRAWN'";
            case LAPSED -> "q.state = 'LAPSED'";
            case ALL -> "true";
        };
    }

    static String keyset(QueueFilter filter) {
        return filter.after().isEmpty() ? ""
                : "and (q.turn_at, q.request_id) " + (filter.tray().oldestFirst() ? ">" : "<") + " (:afterTurn, :afterId)";
    }

    static String order(Tray tray) {
        return "order by q.turn_at %1$s, q.request_id %1$s".formatted(tray.oldestFirst() ? "asc" : "desc");
    }
}
