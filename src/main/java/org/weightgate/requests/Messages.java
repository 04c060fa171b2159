package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.catalogue.Models;
import org.weightgate.events.Events;
import org.weightgate.people.Person;
import org.weightgate.requests.Refusal.NotFound;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// The thread of a request. The applicant reads and writes what is meant for them; reviewers of the model also write notes
/// that only reviewers read. Writing changes no state, so it makes nobody's decision stale.
@ApplicationScoped
public class Messages {

    static final String EVENT = "request.message";
    public static final int LONGEST = 4000;

    private final Session database;
    private final AccessRequests requests;
    private final Models models;
    private final ModelRoles roles;
    private final Events events;
    private final Idempotency idempotency;
    private final MessageLetters letters;
    private final Companions companions;

    Messages(Session database, AccessRequests requests, Models models, ModelRoles roles, Events events,
            Idempotency idempotency, MessageLetters letters, Companions companions) {
        this.database = database;
        this.requests = requests;
        this.models = models;
        this.roles = roles;
        this.events = events;
        this.idempotency = idempotency;
        this.letters = letters;
        this.companions = companions;
    }

    /// What a written message is answered with.
    public record Written(UUID id, Visibility visibility) {
    }

    /// The applicant writes to the reviewers.
    @Transactional
    Outcome<Written> fromApplicant(Person applicant, UUID id, String key, String typed) {
        return once(applicant, id, key, Visibility.APPLICANT, typed,
                request -> applicant.id().equals(request.personId()) ? Optional.empty() : Optional.of(new NotFound()));
    }

    /// A reviewer of the model writes a note for reviewers, or to the applicant; never on a request they have a part in.
    @Transactional
    public Outcome<Written> fromReviewer(Person reviewer, UUID id, String key, Visibility visibility, String typed) {
        return once(reviewer, id, key, visibility, typed, request -> {
            if (!roles.reviews(request.modelId(), reviewer.id())) {
                return Optional.of(new NotFound());
            }
            if (reviewer.id().equals(request.personId())) {
                return Optional.of(new Refusal.OwnRequest());
            }
            return companions.people(request).contains(reviewer.id()) ? Optional.of(new Refusal.Involved()) : Optional.empty();
        });
    }

    private Outcome<Written> once(Person author, UUID id, String key, Visibility visibility, String typed,
            Function<AccessRequest, Optional<Refusal>> door) {
        var call = new Idempotency.Call(author.id(), key, "message " + id, List.of(visibility, typed));
        return idempotency.once(call, Written.class, () -> {
            Optional<AccessRequest> request = requests.lock(id);
            Optional<Refusal> refusal = request.map(door).orElseGet(() -> Optional.of(new NotFound()));
            if (refusal.isPresent() || request.isEmpty()) {
                return new Outcome.Refused<>(refusal.orElseGet(NotFound::new));
            }
            return write(author, request.get(), visibility, PlainText.lines(typed));
        });
    }

    /// What the applicant says along with changed answers.
    @Transactional(Transactional.TxType.MANDATORY)
    void reply(Person applicant, AccessRequest request, String typed) {
        String body = PlainText.lines(typed);
        if (!body.isEmpty()) {
            write(applicant, request, Visibility.APPLICANT, shortened(body));
        }
    }

    private static String shortened(String body) {
        return body.codePointCount(0, body.length()) <= LONGEST ? body : body.substring(0, body.offsetByCodePoints(0, LONGEST));
    }

    /// The newest thousand, oldest first; only for those who review the request's model.
    @Transactional
    public List<Message> of(UUID request) {
        return newest(request, "");
    }

    /// Those that the applicant may read.
    @Transactional
    List<Message> forApplicant(UUID request) {
        return newest(request, "and m.visibility = 'APPLICANT'");
    }

    private List<Message> newest(UUID request, String visible) {
        return database.createNativeQuery("""
                select m.id, m.author_id, p.display_name, m.from_applicant, m.visibility, m.body, m.at,
                       m.erased_at is not null as erased
                from message m join person p on p.id = m.author_id
                where m.request_id = :request %s order by m.at desc, m.id desc limit 1000""".formatted(visible), Tuple.class)
                .setParameter("request", request).getResultList().stream().map(Messages::message).toList().reversed();
    }

    /// Nobody reads a request that was never sent, or that its applicant gave up.
    static boolean isOpenFor(AccessRequest request) {
        return request.revision() > 0 && request.state() != RequestState.WITHDRAWN
                && request.state() != RequestState.LAPSED;
    }

    private Outcome<Written> write(Person author, AccessRequest request, Visibility visibility, String body) {
        boolean fromApplicant = author.id().equals(request.personId());
        if (!isOpenFor(request)) {
            return new Outcome.Refused<>(new Refusal.WrongState(request.state()));
        }
        Optional<String> problem = problemWith(body);
        if (problem.isPresent()) {
            return new Outcome.Refused<>(new Refusal.InvalidAnswers(List.of(new FieldError("message", problem.get()))));
        }
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        insert(id, author, request, fromApplicant, visibility, body);
        events.append(request.id(), EVENT, author.id(),
                Map.of("message", id, "visibility", visibility.name(), "fromApplicant", fromApplicant));
        if (visibility == Visibility.APPLICANT) {
            tellTheOtherSide(request, fromApplicant, id, body);
        }
        return new Outcome.Done<>(new Written(id, visibility));
    }

    private void tellTheOtherSide(AccessRequest request, boolean fromApplicant, UUID message, String body) {
        Model model = models.findById(request.modelId());
        if (fromApplicant) {
            letters.toReviewers(request, model, message, body);
        } else {
            letters.toApplicant(request, model, message, body);
        }
    }

    private void insert(UUID id, Person author, AccessRequest request, boolean fromApplicant, Visibility visibility,
            String body) {
        database.createNativeMutationQuery("""
                insert into message (id, request_id, author_id, from_applicant, visibility, body)
                values (:id, :request, :author, :fromApplicant, :visibility, :body)""")
                .setParameter("id", id).setParameter("request", request.id()).setParameter("author", author.id())
                .setParameter("fromApplicant", fromApplicant).setParameter("visibility", visibility.name())
                .setParameter("body", body).executeUpdate();
    }

    private static Optional<String> problemWith(String body) {
        if (body.isEmpty()) {
            return Optional.of("Write a message first.");
        }
        int length = body.codePointCount(0, body.length());
        return length > LONGEST
                ? Optional.of("Write at most " + LONGEST + " characters; this has " + length + ".")
                : Optional.empty();
    }

    private static Message message(Tuple row) {
        return new Message(row.get("id", UUID.class), row.get("author_id", UUID.class),
                PlainText.oneLine(row.get("display_name", String.class)), row.get("from_applicant", Boolean.class),
                Visibility.valueOf(row.get("visibility", String.class)), row.get("body", String.class),
                row.get("at", Instant.class), row.get("erased", Boolean.class));
    }
}
