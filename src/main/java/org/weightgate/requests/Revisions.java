package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

/// What was sent, time after time. Whoever asks has already been allowed to read the request.
@ApplicationScoped
public class Revisions {

    private final Session database;
    private final AccessRequests requests;

    Revisions(Session database, AccessRequests requests) {
        this.database = database;
        this.requests = requests;
    }

    public record Sent(int number, Instant at) {
    }

    /// Newest first.
    public List<Sent> of(UUID request) {
        return database.createNativeQuery("""
                select number, submitted_at from request_revision
                where request_id = :request order by number desc limit 100""", Tuple.class)
                .setParameter("request", request).getResultStream()
                .map(row -> new Sent(row.get("number", Integer.class), row.get("submitted_at", Instant.class))).toList();
    }

    public Optional<Answers> answers(UUID request, int number) {
        return requests.revision(request, number).map(RequestRevision::answers);
    }
}
