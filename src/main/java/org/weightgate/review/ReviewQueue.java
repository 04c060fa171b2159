package org.weightgate.review;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.weightgate.events.Column;
import org.weightgate.requests.PlainText;
import org.weightgate.requests.RequestState;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.review.QueueFilter.Reviewed;

/// Reads `queue_entry`. Every page costs the same however long the queue is: each model's part is walked along an index and
/// never further than asked.
@ApplicationScoped
class ReviewQueue {

    /// Beyond this a count is not worth its time.
    static final int MOST_COUNTED = 1000;
    /// How many rows of a view are read before the index of the answers is asked, and when an index knows too many.
    private static final int A_LOOK = 1200;
    private static final int WALKED = 3000;

    private static final String COLUMNS = """
            q.request_id, q.model_id, q.person_id, q.reference, q.applicant_name, q.affiliation, q.state, q.revision, q.turn_at,
            q.approvals""";

    private static final String MODELS = "select m.id, m.hours from unnest(cast(:models as uuid[]), cast(:hours as float8[])) m(id, hours)";

    private final Session database;
    private final SearchIndex index;

    ReviewQueue(Session database, SearchIndex index) {
        this.database = database;
        this.index = index;
    }

    /// @param cut more requests match than were looked at: the words say too little
    record Found(List<QueueRow> rows, boolean cut) {
    }

    /// One row more than asked for tells that there is another page.
    @Transactional
    List<QueueRow> page(QueueFilter filter) {
        if (filter.models().isEmpty()) {
            return List.of();
        }
        String sql = dressed(walk(filter, "", "", ":size"), filter.tray());
        return rows(filter, parameters(filter, sql));
    }

    /// The rows of a view that match, in the view's order.
    @Transactional
    Found search(QueueFilter filter, SearchWords words) {
        if (filter.models().isEmpty()) {
            return new Found(List.of(), false);
        }
        List<QueueRow> named = words.number().map(number -> named(filter, number)).orElseGet(List::of);
        if (!named.isEmpty() && words.number().filter(SearchWords.RequestNumber::alone).isPresent()) {
            return new Found(named, false);
        }
        Found others = matching(filter, words);
        // on the first page only: its other rows end where the next page begins
        return named.isEmpty() || filter.after().isPresent() ? others
                : new Found(Stream.concat(named.stream(), others.rows().stream()).distinct().limit(filter.size() + 1).toList(),
                        others.cut());
    }

    private Found matching(QueueFilter filter, SearchWords words) {
        if (words.readsAnswers()) {
            Walk near = walk(filter, words, A_LOOK);
            if (near.suffices(filter)) {
                return new Found(near.rows(), false);
            }
        }
        SearchIndex.Candidates candidates = index.candidates(filter.models().stream().map(Reviewed::model).toList(),
                folded(words), words.readsAnswers());
        List<QueueRow> known = among(filter, candidates.ids());
        if (!candidates.cut()) {
            return new Found(known, false);
        }
        Walk far = walk(filter, words, WALKED);
        return far.suffices(filter) ? new Found(far.rows(), false) : new Found(together(filter, far.rows(), known), true);
    }

    /// How many rows a view has, up to a bound.
    @Transactional
    int count(QueueFilter filter) {
        if (filter.models().isEmpty()) {
            return 0;
        }
        String sql = """
                select count(*) from (
                    select 1 from (%s) m cross join lateral (
                        select 1 from queue_entry q where q.model_id = m.id and %s limit :most) q limit :most) counted"""
                .formatted(MODELS, condition(filter.tray()));
        return ((Number) bound(filter, Column.of(database, sql, Long.class), sql)
                .setParameter("most", MOST_COUNTED + 1).getSingleResult()).intValue();
    }

    /// Where a request stands in the order of every view.
    Optional<After> place(UUID request) {
        return Column.of(database, "select turn_at from queue_entry where request_id = :request", Instant.class)
                .setParameter("request", request).getResultStream().findFirst().map(turn -> new After(turn, request));
    }

    /// Those of the rows whose revision this person has voted on, or which others have to decide.
    Set<UUID> notFor(UUID person, List<QueueRow> rows) {
        return Set.copyOf(Column.of(database,
                """
                        select v.request_id from review_vote v join queue_entry q on q.request_id = v.request_id and q.revision = v.revision
                        where v.reviewer_id = :person and v.request_id = any(cast(:ids as uuid[]))
                        union select request_id from review_conflict where person_id = :person and request_id = any(cast(:ids as uuid[]))
                        union select request_id from member where person_id = :person and state = 'JOINED' and request_id = any(cast(:ids as uuid[]))""",
                UUID.class)
                .setParameter("person", person).setParameter("ids", texts(rows.stream().map(QueueRow::id).toList()))
                .getResultList());
    }

    /// The request with this number, if the view has it.
    private List<QueueRow> named(QueueFilter filter, SearchWords.RequestNumber number) {
        String sql = dressed("""
                select %s from (%s) m
                join queue_entry q on q.model_id = m.id and ltrim(split_part(q.reference, '-', 3), '0') = :number
                where q.reference like :reference and %s %s limit :size""".formatted(COLUMNS, MODELS,
                condition(filter.tray()), keyset(filter)), filter.tray());
        return rows(filter, parameters(filter, sql).setParameter("number", number.digits()).setParameter("reference",
                number.pattern()));
    }

    /// What a look at the first rows of a view found, in its order.
    ///
    /// @param all the view has no more rows
    private record Walk(List<QueueRow> rows, boolean all) {

        boolean suffices(QueueFilter filter) {
            return all || rows.size() > filter.size();
        }
    }

    /// Reads about so many rows: all there are up to an edge, so that no row is missing between those that match.
    private Walk walk(QueueFilter filter, SearchWords words, int rows) {
        int each = Math.max(rows / filter.models().size(), rows * 3 / 10);
        Optional<After> edge = edge(filter, each, rows);
        String sql = dressed("""
                select w.* from (%s) w %s
                where (w.terms like :beginning %s)
                order by w.turn_at %s, w.request_id %s limit :size""".formatted(
                walk(filter, ", q.terms", edge.map(_ -> upTo(filter)).orElse(""), ":walked"),
                words.readsAnswers() ? "left join queue_text t on t.request_id = w.request_id" : "",
                words.readsAnswers() ? "or t.body like :anywhere" : "", order(filter.tray()), order(filter.tray())),
                filter.tray());
        NativeQuery<Tuple> query = matching(filter, words, sql).setParameter("walked", each);
        edge.ifPresent(last -> query.setParameter("edgeTurn", last.turnAt()).setParameter("edgeId", last.id()));
        return new Walk(rows(filter, query), edge.isEmpty());
    }

    private static String upTo(QueueFilter filter) {
        return "and (q.turn_at, q.request_id) " + (filter.tray().oldestFirst() ? "<=" : ">=") + " (:edgeTurn, :edgeId)";
    }

    /// Where so many rows of one model, or of all together, have been passed; nothing where a view ends before.
    private Optional<After> edge(QueueFilter filter, int each, int all) {
        String order = "order by turn_at %1$s, request_id %1$s".formatted(order(filter.tray()));
        String ofModel = """
                select q.turn_at, q.request_id from (%s) m
                cross join lateral (select q.turn_at, q.request_id from queue_entry q where q.model_id = m.id and %s %s
                                    order by q.turn_at %s, q.request_id %s""".formatted(MODELS, condition(filter.tray()),
                keyset(filter), order(filter.tray()), order(filter.tray()));
        String sql = "select * from ((" + ofModel + " offset :passed limit 1) q " + order + " limit 1) union all ("
                + ofModel + " limit :each) q " + order + " offset :all limit 1)) edges " + order + " limit 1";
        return bound(filter, database.createNativeQuery(sql, Tuple.class), sql).setParameter("passed", each - 1)
                .setParameter("each", each).setParameter("all", all).getResultStream().findFirst()
                .map(row -> new After(row.get("turn_at", Instant.class), row.get("request_id", UUID.class)));
    }

    /// Those of the candidates that the view has, in its order.
    private List<QueueRow> among(QueueFilter filter, Set<UUID> candidates) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        String sql = dressed("""
                select %s from unnest(cast(:candidates as uuid[])) c(id)
                join queue_entry q on q.request_id = c.id join (%s) m on m.id = q.model_id
                where %s %s order by q.turn_at %s, q.request_id %s limit :size""".formatted(COLUMNS, MODELS,
                condition(filter.tray()), keyset(filter), order(filter.tray()), order(filter.tray())), filter.tray());
        return rows(filter, parameters(filter, sql).setParameter("candidates", texts(candidates)));
    }

    /// As the database orders them: ids by their bytes.
    private static int inOrder(QueueFilter filter, After one, After other) {
        int asc = one.turnAt().equals(other.turnAt())
                ? one.id().toString().compareTo(other.id().toString())
                : one.turnAt().compareTo(other.turnAt());
        return filter.tray().oldestFirst() ? asc : -asc;
    }

    private static List<QueueRow> together(QueueFilter filter, List<QueueRow> some, List<QueueRow> others) {
        return Stream.concat(some.stream(), others.stream()).distinct()
                .sorted((one, other) -> inOrder(filter, After.of(one), After.of(other)))
                .limit(filter.size() + 1).toList();
    }

    /// The rows of a view in its order, at most so many of each model.
    private static String walk(QueueFilter filter, String more, String within, String limit) {
        String order = order(filter.tray());
        return """
                select * from (select m.id, m.hours from unnest(cast(:models as uuid[]), cast(:hours as float8[])) m(id, hours)) m
                cross join lateral (select %s%s from queue_entry q where q.model_id = m.id and %s %s %s
                                    order by q.turn_at %s, q.request_id %s limit %s) q
                order by q.turn_at %s, q.request_id %s limit %s"""
                .formatted(COLUMNS, more, condition(filter.tray()),
                        keyset(filter), within, order, order, limit, order, order, limit.equals(":size") ? limit : "all");
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

    private static String keyset(QueueFilter filter) {
        return filter.after().isEmpty() ? ""
                : "and (q.turn_at, q.request_id) " + (filter.tray().oldestFirst() ? ">" : "<") + " (:afterTurn, :afterId)";
    }

    private static String order(Tray tray) {
        return tray.oldestFirst() ? "asc" : "desc";
    }

    /// With who looks at each row, which only the rows that are shown need.
    private static String dressed(String rows, Tray tray) {
        return """
                select q.*, c.reviewer_id as claimed_by, h.display_name as claimed_by_name, c.until as claimed_until
                from (%s) q left join claim c on c.request_id = q.request_id and c.until > :now
                left join person h on h.id = c.reviewer_id
                order by q.turn_at %s, q.request_id %s""".formatted(rows, order(tray), order(tray));
    }

    private NativeQuery<Tuple> parameters(QueueFilter filter, String sql) {
        return bound(filter, database.createNativeQuery(sql, Tuple.class), sql).setParameter("size", filter.size() + 1);
    }

    private NativeQuery<Tuple> matching(QueueFilter filter, SearchWords words, String sql) {
        String pattern = SearchIndex.pattern(folded(words));
        NativeQuery<Tuple> query = parameters(filter, sql).setParameter("beginning", "%\n" + pattern);
        return words.readsAnswers() ? query.setParameter("anywhere", "%" + pattern) : query;
    }

    private String folded(SearchWords words) {
        return Column.of(database, "select queue_fold(:words)", String.class).setParameter("words", words.text())
                .getSingleResult();
    }

    private <T> NativeQuery<T> bound(QueueFilter filter, NativeQuery<T> query, String sql) {
        if (sql.contains(":models")) {
            query.setParameter("models", texts(filter.models().stream().map(Reviewed::model).toList()));
        }
        if (sql.contains(":hours")) {
            query.setParameter("hours",
                    filter.models().stream().map(model -> model.answerWithin().toSeconds() / 3600.0).toArray(Double[]::new));
        }
        if (sql.contains(":me")) {
            query.setParameter("me", filter.reviewer());
        }
        if (sql.contains(":now")) {
            query.setParameter("now", filter.now());
        }
        if (sql.contains(":afterTurn")) {
            After after = filter.after().orElseThrow();
            query.setParameter("afterTurn", after.turnAt()).setParameter("afterId", after.id());
        }
        return query;
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private static List<QueueRow> rows(QueueFilter filter, NativeQuery<Tuple> query) {
        Map<UUID, Reviewed> models = new HashMap<>();
        filter.models().forEach(model -> models.put(model.model(), model));
        List<QueueRow> rows = new ArrayList<>();
        for (Tuple row : query.getResultList()) {
            rows.add(row(row, Optional.ofNullable(models.get(row.get("model_id", UUID.class))).orElseThrow()));
        }
        return rows;
    }

    private static QueueRow row(Tuple row, Reviewed model) {
        RequestState state = RequestState.valueOf(row.get("state", String.class));
        Instant turnAt = row.get("turn_at", Instant.class);
        String holder = row.get("claimed_by_name", String.class);
        return new QueueRow(row.get("request_id", UUID.class), row.get("reference", String.class),
                row.get("person_id", UUID.class), row.get("applicant_name", String.class), row.get("affiliation", String.class),
                model.name(), state, row.get("revision", Integer.class), turnAt,
                state == RequestState.SUBMITTED ? turnAt.plus(model.answerWithin()) : null, row.get("approvals", Integer.class),
                row.get("claimed_by", UUID.class), holder == null ? null : PlainText.oneLine(holder),
                row.get("claimed_until", Instant.class));
    }
}
