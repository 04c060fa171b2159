package org.weightgate.review;

import java.time.Instant;
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
import org.weightgate.requests.RequestState;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.review.QueueFilter.Reviewed;
import org.weightgate.web.PlainText;

/// Reads `queue_entry`. Every page costs about the same however long the queue is: views are walked along indexes and never further
/// than asked.
@ApplicationScoped
class ReviewQueue {

    /// Beyond this a count is not worth its time.
    static final int MOST_COUNTED = 1000;
    /// How words are looked for before an index is asked for them: through many rows of a view where the order's own index knows
    /// how names begin, through few where each row's answers have to be read.
    private static final Reach NAMES = new Reach(3000, 8, 20_000);
    private static final Reach ANSWERS = new Reach(400, 3, 3000);
    /// How much of each term the order's index knows.
    private static final int KNOWN = 3;

    private static final String COLUMNS = """
            q.request_id, q.model_id, q.person_id, q.reference, q.applicant_name, q.affiliation, q.state, q.revision, q.turn_at,
            q.approvals""";

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
        String sql = dressed("""
                select %s from (%s) k join queue_entry q on q.request_id = k.request_id""".formatted(COLUMNS,
                QueueSql.first(filter)), filter.tray());
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

    /// @param look  how many rows are read first
    /// @param often whoever is met so often among them is in more than the index is asked for, and sooner found by walking on
    /// @param most  how many rows are read at most
    private record Reach(int look, int often, int most) {
    }

    private Found matching(QueueFilter filter, SearchWords words) {
        String folded = folded(words);
        Reach reach = words.readsAnswers() ? ANSWERS : NAMES;
        Walk near = walk(filter, words, folded, reach.look());
        if (near.suffices(filter)) {
            return new Found(near.rows(), false);
        }
        boolean often = near.rows().size() >= reach.often();
        Walk far = often ? walk(filter, words, folded, reach.most()) : near;
        if (far.suffices(filter)) {
            return new Found(far.rows(), false);
        }
        SearchIndex.Candidates candidates = index.candidates(filter.models().stream().map(Reviewed::model).toList(),
                folded, words.readsAnswers());
        if (!candidates.cut()) {
            return new Found(among(filter, candidates.ids()), false);
        }
        if (!often) {
            far = walk(filter, words, folded, reach.most());
        }
        return far.suffices(filter) ? new Found(far.rows(), false)
                : new Found(together(filter, far.rows(), among(filter, candidates.ids())), true);
    }

    /// How many rows a view has, up to a bound and one more.
    @Transactional
    int count(QueueFilter filter) {
        return count(filter, MOST_COUNTED);
    }

    @Transactional
    int count(QueueFilter filter, int most) {
        if (filter.models().isEmpty()) {
            return 0;
        }
        String sql = """
                select count(*) from (
                    select 1 from (%s) m cross join lateral (
                        select 1 from queue_entry q where q.model_id = m.id and %s limit :most) q limit :most) counted"""
                .formatted(QueueSql.MODELS, QueueSql.condition(filter));
        return ((Number) bound(filter, Column.of(database, sql, Long.class), sql)
                .setParameter("most", most + 1).getSingleResult()).intValue();
    }

    /// Where a request stands in the order of every view.
    Optional<After> place(UUID request) {
        return Column.of(database, "select turn_at from queue_entry where request_id = :request", Instant.class)
                .setParameter("request", request).getResultStream().findFirst().map(turn -> new After(turn, request));
    }

    /// Those of the rows whose revision this person has voted on, or which others have to decide because they said so.
    Set<UUID> notFor(UUID person, List<QueueRow> rows) {
        return Set.copyOf(Column.of(database,
                """
                        select v.request_id from review_vote v join queue_entry q on q.request_id = v.request_id and q.revision = v.revision
                        where v.reviewer_id = :person and v.request_id = any(cast(:ids as uuid[]))
                        union select request_id from review_conflict where person_id = :person and request_id = any(cast(:ids as uuid[]))""",
                UUID.class)
                .setParameter("person", person).setParameter("ids", texts(rows.stream().map(QueueRow::id).toList()))
                .getResultList());
    }

    /// The request with this number, if the view has it.
    private List<QueueRow> named(QueueFilter filter, SearchWords.RequestNumber number) {
        String sql = dressed("""
                select %s from (%s) m
                join queue_entry q on q.model_id = m.id and ltrim(split_part(q.reference, '-', 3), '0') = :number
                where q.reference like :reference and %s %s limit :size""".formatted(COLUMNS, QueueSql.MODELS,
                QueueSql.condition(filter), QueueSql.keyset(filter)), filter.tray());
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

    private Walk walk(QueueFilter filter, SearchWords words, String folded, int most) {
        String hit = hit(words, folded);
        String sql = dressed("""
                select %s, k.hit, k.place from (%s) k join queue_entry q on q.request_id = k.request_id""".formatted(COLUMNS,
                QueueSql.walk(filter, hit, most)), filter.tray());
        NativeQuery<Tuple> query = parameters(filter, sql).setParameter("begins",
                "%\n" + SearchIndex
                        .pattern(folded.substring(0, folded.offsetByCodePoints(0, Math.min(KNOWN, length(folded))))));
        if (hit.contains(":beginning")) {
            query.setParameter("beginning", "%\n" + SearchIndex.pattern(folded));
        }
        if (hit.contains(":anywhere")) {
            query.setParameter("anywhere", "%" + SearchIndex.pattern(folded));
        }
        List<Tuple> met = query.getResultList();
        boolean all = met.stream().noneMatch(row -> row.get("place", Long.class) == most);
        return new Walk(rows(filter, met.stream().filter(row -> row.get("hit", Boolean.class)).limit(filter.size() + 1L)), all);
    }

    /// The index of the order answers for short words; the row itself is read only where it may match.
    private static String hit(SearchWords words, String folded) {
        String known = "w.known";
        String whole = length(folded) <= KNOWN ? known
                : "(" + known
                        + " and (select e.terms from queue_entry e where e.request_id = w.request_id) like :beginning)";
        return !words.readsAnswers() ? whole
                : "(" + whole
                        + " or coalesce((select t.body from queue_text t where t.request_id = w.request_id) like :anywhere, false))";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// Those of the candidates that the view has, in its order.
    private List<QueueRow> among(QueueFilter filter, Set<UUID> candidates) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        String sql = dressed("""
                select %s from unnest(cast(:candidates as uuid[])) c(id)
                join queue_entry q on q.request_id = c.id join (%s) m on m.id = q.model_id
                where %s %s %s limit :size""".formatted(COLUMNS, QueueSql.MODELS, QueueSql.condition(filter),
                QueueSql.keyset(filter), QueueSql.order(filter.tray())), filter.tray());
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

    /// With who looks at each row, which only the rows that are shown need.
    private static String dressed(String rows, Tray tray) {
        return """
                select q.*, c.reviewer_id as claimed_by, h.display_name as claimed_by_name, c.until as claimed_until
                from (%s) q left join claim c on c.request_id = q.request_id and c.until > :now
                left join person h on h.id = c.reviewer_id
                %s""".formatted(rows, QueueSql.order(tray));
    }

    private NativeQuery<Tuple> parameters(QueueFilter filter, String sql) {
        return bound(filter, database.createNativeQuery(sql, Tuple.class), sql).setParameter("size", filter.size() + 1);
    }

    private String folded(SearchWords words) {
        return Column.of(database, "select queue_fold(:words)", String.class).setParameter("words", words.text())
                .getSingleResult();
    }

    private <T> NativeQuery<T> bound(QueueFilter filter, NativeQuery<T> query, String sql) {
        if (sql.contains(":models")) {
            query.setParameter("models", texts(filter.models().stream().map(Reviewed::model).toList()));
        }
        if (sql.contains(":hours ")) {
            query.setParameter("hours",
                    filter.models().stream().map(model -> model.answerWithin().toSeconds() / 3600.0).toArray(Double[]::new));
        }
        if (sql.contains(":model0")) {
            for (int i = 0; i < filter.models().size(); i++) {
                query.setParameter("model" + i, filter.models().get(i).model())
                        .setParameter("hours" + i, filter.models().get(i).answerWithin().toSeconds() / 3600.0);
            }
        }
        if (sql.contains(":me")) {
            query.setParameter("me", filter.reviewer());
        }
        if (sql.contains(":parts")) {
            query.setParameter("parts", texts(filter.parts()));
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
        return rows(filter, query.getResultStream());
    }

    private static List<QueueRow> rows(QueueFilter filter, Stream<Tuple> found) {
        Map<UUID, Reviewed> models = new HashMap<>();
        filter.models().forEach(model -> models.put(model.model(), model));
        return found.map(row -> row(row, Optional.ofNullable(models.get(row.get("model_id", UUID.class))).orElseThrow()))
                .toList();
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
