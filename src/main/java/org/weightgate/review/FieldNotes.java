package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.Question;
import org.weightgate.web.PlainText;

/// What reviewers note beside an answer, for each other. What the applicant should change is part of a decision.
@ApplicationScoped
class FieldNotes {

    static final int LONGEST = 4000;
    private static final int MOST_SHOWN = 500;

    private final Session database;
    private final AccessRequests requests;
    private final Jurisdiction jurisdiction;
    private final Involved involved;
    private final DatabaseClock clock;

    FieldNotes(Session database, AccessRequests requests, Jurisdiction jurisdiction, Involved involved,
            DatabaseClock clock) {
        this.database = database;
        this.requests = requests;
        this.jurisdiction = jurisdiction;
        this.involved = involved;
        this.clock = clock;
    }

    /// A note on one field.
    ///
    /// @param mine the reader wrote it
    public record Note(UUID id, int revision, String field, String author, boolean mine, String text, Instant when) {
    }

    /// @param problem what to do about it when it was not written
    record Written(boolean found, Optional<String> problem) {
    }

    List<Note> of(UUID request, Person reader) {
        return database.createNativeQuery("""
                select n.id, n.revision, n.field, p.display_name, n.author_id = :reader as mine, n.text, n.at
                from field_note n join person p on p.id = n.author_id
                where n.request_id = :request order by n.at desc, n.id desc limit :most""", Tuple.class)
                .setParameter("request", request).setParameter("reader", reader.id()).setParameter("most", MOST_SHOWN)
                .getResultStream()
                .map(row -> new Note(row.get("id", UUID.class), row.get("revision", Integer.class),
                        row.get("field", String.class), PlainText.oneLine(row.get("display_name", String.class)),
                        row.get("mine", Boolean.class), row.get("text", String.class), row.get("at", Instant.class)))
                .toList().reversed();
    }

    @Transactional
    Written write(Person reviewer, UUID id, int revision, String field, String typed) {
        Optional<AccessRequest> request = requests.findByIdOptional(id)
                .filter(r -> revision >= 1 && revision <= r.revision() && jurisdiction.covers(reviewer, r.modelId()))
                .filter(r -> involved.part(r, reviewer.id()).isEmpty());
        if (request.isEmpty()) {
            return new Written(false, Optional.empty());
        }
        if (Stream.of(Question.values()).noneMatch(question -> question.id().equals(field))) {
            return new Written(true, Optional.of("A note belongs to a question of the form."));
        }
        String text = PlainText.lines(typed);
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > LONGEST) {
            return new Written(true, Optional.of("Write 1 to " + LONGEST + " characters; this note has " + length + "."));
        }
        database.createNativeMutationQuery("""
                insert into field_note (id, request_id, revision, field, author_id, text, at)
                select :id, :request, :revision, :field, :author, :text, :now
                where not exists (select 1 from field_note n where n.request_id = :request and n.revision = :revision
                                  and n.field = :field and n.author_id = :author and n.text = :text)""")
                .setParameter("id", UUID.randomUUID()).setParameter("request", id).setParameter("revision", revision)
                .setParameter("field", field).setParameter("author", reviewer.id()).setParameter("text", text)
                .setParameter("now", clock.now()).executeUpdate();
        return new Written(true, Optional.empty());
    }

    @Transactional
    boolean remove(Person author, UUID request, UUID id) {
        return database.createNativeMutationQuery(
                "delete from field_note where id = :id and request_id = :request and author_id = :author")
                .setParameter("id", id).setParameter("request", request).setParameter("author", author.id())
                .executeUpdate() == 1;
    }
}
