package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.RequestState;
import org.weightgate.web.PlainText;

/// What was decided on the same model for people of the same address domain, and of the same institution. The last two hundred
/// of each tell enough.
@ApplicationScoped
class Similar {

    private static final int LOOKED_AT = 200;
    private static final int SHOWN = 5;

    private final Session database;

    Similar(Session database) {
        this.database = database;
    }

    public record Decided(UUID id, String reference, RequestState state, Instant when) {
    }

    /// Requests that have something in common with this one.
    ///
    /// @param what what they have in common
    /// @param full there are more than were looked at
    public record Group(String what, int approved, int rejected, boolean full, List<Decided> latest) {
    }

    /// @param hidden those the reader has a part in
    List<Group> to(AccessRequest request, List<UUID> hidden) {
        Optional<Group> domain = group(request, hidden, "e.mail_domain = q.mail_domain and q.mail_domain <> ''",
                "people with an address at ",
                "q.mail_domain");
        Optional<Group> institution = group(request, hidden, "queue_fold(e.affiliation) = queue_fold(q.affiliation)",
                "people of ",
                "q.affiliation");
        return Stream.of(domain, institution).flatMap(Optional::stream).toList();
    }

    /// Nothing where the request does not tell: people who were erased, or wrote nothing, have only that in common.
    private Optional<Group> group(AccessRequest request, List<UUID> hidden, String same, String words, String common) {
        String name = Column.of(database, "select " + common + " from queue_entry q where q.request_id = :request",
                String.class).setParameter("request", request.id()).getResultStream().findFirst().orElse("");
        if (name.isBlank()) {
            return Optional.empty();
        }
        List<Tuple> rows = database.createNativeQuery("""
                select e.request_id, e.reference, e.state, e.turn_at, e.common from queue_entry q cross join lateral (
                    select e.*, %s as common from queue_entry e
                    where e.model_id = q.model_id and %s and e.state in ('APPROVED', 'REJECTED') and e.person_id <> q.person_id
                        and e.request_id <> all(cast(:hidden as uuid[]))
                    order by e.turn_at desc limit :most) e
                where q.request_id = :request""".formatted(common, same), Tuple.class)
                .setParameter("request", request.id()).setParameter("most", LOOKED_AT)
                .setParameter("hidden", hidden.stream().map(UUID::toString).toArray(String[]::new)).getResultList();
        int approved = (int) rows.stream().filter(row -> row.get("state", String.class).equals("APPROVED")).count();
        return Optional
                .of(new Group(words + PlainText.oneLine(name), approved, rows.size() - approved, rows.size() == LOOKED_AT,
                        rows.stream().limit(SHOWN).map(Similar::decided).toList()));
    }

    private static Decided decided(Tuple row) {
        return new Decided(row.get("request_id", UUID.class), row.get("reference", String.class),
                RequestState.valueOf(row.get("state", String.class)), row.get("turn_at", Instant.class));
    }
}
