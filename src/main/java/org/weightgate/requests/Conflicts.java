package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.web.PlainText;

/// Who declared that they should not decide on a request, and why.
@ApplicationScoped
public class Conflicts {

    private final Session database;

    Conflicts(Session database) {
        this.database = database;
    }

    public record Declared(String name, String reason, Instant at) {
    }

    public Set<UUID> of(UUID request) {
        return Column.of(database, "select person_id from review_conflict where request_id = :request", UUID.class)
                .setParameter("request", request).getResultStream().collect(Collectors.toUnmodifiableSet());
    }

    /// For the other reviewers.
    @Transactional
    public List<Declared> declared(UUID request) {
        return database.createNativeQuery("""
                select p.display_name, c.reason, c.declared_at
                from review_conflict c join person p on p.id = c.person_id
                where c.request_id = :request order by c.declared_at, c.person_id""", Tuple.class)
                .setParameter("request", request).getResultStream()
                .map(row -> new Declared(PlainText.oneLine(row.get("display_name", String.class)),
                        PlainText.lines(row.get("reason", String.class)), row.get("declared_at", Instant.class)))
                .toList();
    }

    void declare(UUID request, RequestEvent.ConflictDeclared conflict, Instant at) {
        database.createNativeMutationQuery("""
                insert into review_conflict (request_id, person_id, reason, declared_at)
                values (:request, :person, :reason, :at) on conflict do nothing""")
                .setParameter("request", request).setParameter("person", conflict.reviewer())
                .setParameter("reason", conflict.reason()).setParameter("at", at).executeUpdate();
    }

    void retract(UUID request, RequestEvent.ConflictRetracted conflict) {
        database.createNativeMutationQuery(
                "delete from review_conflict where request_id = :request and person_id = :person")
                .setParameter("request", request).setParameter("person", conflict.reviewer()).executeUpdate();
    }
}
