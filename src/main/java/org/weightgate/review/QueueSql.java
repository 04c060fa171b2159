package org.weightgate.review;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is asked of `queue_entry`, as SQL. A view is walked along indexes that hold all it needs to know, and only rows that are
/// shown are read.
final class QueueSql {

    static final String MODELS = "select m.id, m.hours from unnest(cast(:models as uuid[]), cast(:hours as float8[])) m(id, hours)";

    /// So many models are planned one by one, in two or three milliseconds; five hundred would take more than a hundred.
    private static final int MERGED = 50;
    private static final int FEW = 10;

    private QueueSql() {
    }

    /// Which rows a view begins with: a few of each model, and of those the first.
    static String first(QueueFilter filter) {
        return """
                select q.request_id from (%s) m
                cross join lateral (select q.turn_at, q.request_id from queue_entry q where q.model_id = m.id and %s %s
                                    %s limit :size) q
                %s limit :size""".formatted(MODELS, condition(filter), keyset(filter), order(filter.tray()),
                order(filter.tray()));
    }

    /// Reads a view in its order until enough rows are hits, but no more than so many; the last of those comes with them.
    ///
    /// @param hit what a row `w` is asked, of which it is `known` whether a term begins with `:begins`
    static String walk(QueueFilter filter, String hit, int most) {
        return """
                select * from (select w.request_id, %s as hit, row_number() over () as place from (%s) w) w
                where hit or place = %d limit :size + 1""".formatted(hit,
                filter.models().size() > MERGED ? gathered(filter, most) : merged(filter, most), most);
    }

    /// The order is merged from the models' own, so no model is read further than the page needs.
    private static String merged(QueueFilter filter, int most) {
        String models = IntStream.range(0, filter.models().size()).mapToObj(i -> """
                (select q.request_id, q.turn_at, q.begins like :begins as known
                 from (select cast(:model%d as uuid) as id, cast(:hours%d as float8) as hours) m, queue_entry q
                 where q.model_id = m.id and %s %s %s limit %d)""".formatted(i, i, condition(filter), keyset(filter),
                order(filter.tray()), most)).collect(Collectors.joining("union all\n"));
        return "select * from (%s) q %s limit %d".formatted(models, order(filter.tray()), most);
    }

    /// The same of more models than can be planned one by one. The first rows of those that have many tell how far it can go at
    /// most, and up to there all are read.
    private static String gathered(QueueFilter filter, int most) {
        boolean oldestFirst = filter.tray().oldestFirst();
        String order = order(filter.tray());
        String of = "q.model_id = m.id and %s %s".formatted(condition(filter), keyset(filter));
        return """
                with m as materialized (%1$s), large as materialized (
                    select m.* from m where exists (
                        select 1 from queue_entry q where %2$s %3$s offset %4$d)),
                edge as materialized (
                    select q.turn_at, q.request_id from large m cross join lateral (
                        select q.turn_at, q.request_id from queue_entry q where %2$s
                        %3$s limit (select 2 * %5$d / count(*) from large)) q
                    %3$s offset %5$d - 1 limit 1)
                select q.* from m cross join lateral (
                    select q.request_id, q.turn_at, q.begins like :begins as known from queue_entry q
                    where %2$s and (q.turn_at, q.request_id) %6$s (
                        coalesce((select turn_at from edge), cast('%7$s' as timestamptz)),
                        coalesce((select request_id from edge), cast('%8$s' as uuid)))
                    %3$s limit %5$d) q
                %3$s limit %5$d""".formatted(MODELS, of, order, FEW, most, oldestFirst ? "<=" : ">=",
                oldestFirst ? "infinity" : "-infinity", new UUID(oldestFirst ? -1 : 0, oldestFirst ? -1 : 0));
    }

    static String condition(QueueFilter filter) {
        return filter.parts().isEmpty() ? condition(filter.tray())
                : condition(filter.tray()) + " and q.request_id <> all(cast(:parts as uuid[]))";
    }

    private static String condition(Tray tray) {
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
                    q.state = 'SUBMITTED' and q.approvals > 0 and not exists (
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
