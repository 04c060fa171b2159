package org.weightgate.requests;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.PlainSql;
import org.weightgate.events.Writes;
import org.weightgate.requests.ApplicantDesk.Typed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
public class AccessRequests implements PanacheRepositoryBase<AccessRequest, UUID> {

    private static final int MOST_LISTED = 200;
    private static final int SKIP_LOCKED = -2;

    private static final TypeReference<Map<String, String>> ANSWERS = new TypeReference<>() {
    };

    private final Session database;
    private final Writes writes;
    private final ObjectMapper json;

    AccessRequests(Session database, Writes writes, ObjectMapper json) {
        this.database = database;
        this.writes = writes;
        this.json = json;
    }

    /// The row, held until the transaction ends: everything that changes a request begins here.
    public Optional<AccessRequest> lock(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /// The same, but nothing while somebody else holds it.
    public Optional<AccessRequest> lockUnlessTaken(UUID id) {
        return find("id = ?1", id).withLock(LockModeType.PESSIMISTIC_WRITE)
                .withHint("jakarta.persistence.lock.timeout", SKIP_LOCKED).firstResultOptional();
    }

    /// Every open request of a person, held in the order of their ids: whoever holds several does so in this order.
    public List<AccessRequest> lockAllOpen(UUID person) {
        return find("personId = ?1 and state in ?2 order by id", person, RequestState.OPEN)
                .withLock(LockModeType.PESSIMISTIC_WRITE).list();
    }

    /// Who among these people has an open request, for the one model or for any.
    public Set<UUID> askingAmong(List<UUID> people, Optional<UUID> model) {
        if (people.isEmpty()) {
            return Set.of();
        }
        var query = database
                .createSelectionQuery("select distinct personId from AccessRequest where personId in :people and state in :open"
                        + (model.isPresent() ? " and modelId = :model" : ""), UUID.class)
                .setParameter("people", people).setParameter("open", RequestState.OPEN);
        model.ifPresent(id -> query.setParameter("model", id));
        return Set.copyOf(query.getResultList());
    }

    Optional<AccessRequest> lockOpen(UUID person, UUID model) {
        return find("personId = ?1 and modelId = ?2 and state in ?3", person, model, RequestState.OPEN)
                .withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    public Optional<AccessRequest> latest(UUID person, UUID model) {
        return find("personId = ?1 and modelId = ?2 order by createdAt desc, id desc", person, model)
                .firstResultOptional();
    }

    /// The newest of this person's approved requests for a model.
    Optional<AccessRequest> latestApproved(UUID person, UUID model) {
        return find("personId = ?1 and modelId = ?2 and state = ?3 order by decidedAt desc, id desc", person, model,
                RequestState.APPROVED).firstResultOptional();
    }

    /// The newest that was begun from this one.
    Optional<AccessRequest> lastAfter(UUID id) {
        return find("follows = ?1 order by createdAt desc, id desc", id).firstResultOptional();
    }

    List<AccessRequest> of(UUID person) {
        return find("personId = ?1 order by createdAt desc, id desc", person).page(0, MOST_LISTED).list();
    }

    /// Without a bound, for what has to reach every one of them.
    List<AccessRequest> everyOf(UUID person) {
        return list("personId", person);
    }

    /// What this person asked for before, newest first.
    public List<AccessRequest> earlierOf(UUID person, UUID except) {
        return find("personId = ?1 and id <> ?2 and state <> ?3 order by createdAt desc, id desc", person, except,
                RequestState.DRAFT).page(0, MOST_LISTED).list();
    }

    /// What came of somebody's earlier requests for a model.
    ///
    /// @param waitEnds the end of the waiting time after a rejection
    record Ended(boolean approved, @Nullable Instant waitEnds) {

        static final Ended NOTHING = new Ended(false, null);
    }

    Ended ended(UUID person, UUID model) {
        return PlainSql.first(database, row -> new Ended(row.getBoolean("approved"),
                Optional.ofNullable(row.getObject("wait_ends", OffsetDateTime.class)).map(OffsetDateTime::toInstant)
                        .orElse(null)),
                """
                        select coalesce(bool_or(state = 'APPROVED'), false) as approved,
                            max(reapply_from) filter (where state = 'REJECTED') as wait_ends
                        from access_request where person_id = ? and model_id = ?""", person, model).orElse(Ended.NOTHING);
    }

    /// Makes the row unless this person already has an open request for this model; the index decides a race.
    void insert(UUID id, UUID person, UUID model, Instant now) {
        database.createNativeMutationQuery("""
                insert into access_request (id, reference, person_id, model_id, state, version, created_at, updated_at)
                values (:id, 'WG-' || to_char(cast(:now as timestamptz) at time zone 'UTC', 'YYYY') || '-'
                             || to_char(nextval('request_reference'), 'FM9999999999900000'),
                        :person, :model, 'DRAFT', 1, :now, :now)
                on conflict (person_id, model_id) where state in ('DRAFT', 'SUBMITTED', 'CHANGES_REQUESTED') do nothing""")
                .setParameter("id", id).setParameter("person", person).setParameter("model", model)
                .setParameter("now", now).executeUpdate();
    }

    Optional<Draft> draft(UUID request) {
        return Optional.ofNullable(database.find(Draft.class, request));
    }

    /// What its owner wrote last, if that was never sent: before the first revision, or after one whose question was left
    /// unanswered.
    Optional<Answers> unsent(AccessRequest request) {
        Optional<Instant> sent = revision(request.id(), request.revision()).map(RequestRevision::submittedAt);
        return draft(request.id())
                .filter(draft -> sent.isEmpty() || (request.state().isGivenUp() && draft.savedAt().isAfter(sent.get())))
                .map(Draft::answers)
                .filter(typed -> sent.isEmpty() || !typed.clean().equals(answers(request)));
    }

    /// What is to be sent: to be read once, and not changed.
    Typed typed(UUID request) {
        database.flush();
        return PlainSql.first(database, row -> new Typed(row.getInt("version"), answers(row.getString("answers"))),
                "select version, answers from request_draft where request_id = ?", request)
                .orElseGet(() -> new Typed(0, Answers.empty()));
    }

    private Answers answers(String saved) {
        try {
            return new Answers(json.readValue(saved, ANSWERS));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A saved draft is not JSON of its type", e);
        }
    }

    private String written(Answers answers) {
        try {
            return json.writeValueAsString(answers.byId());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Answers cannot be written as JSON", e);
        }
    }

    Draft draftToChange(UUID request) {
        return draft(request).orElseGet(() -> {
            var draft = new Draft(request);
            database.persist(draft);
            return draft;
        });
    }

    void freeze(RequestRevision revision) {
        writes.later("""
                insert into request_revision (request_id, number, form_version, answers, answers_sha256, terms_version_id,
                                              terms_version, terms_sha256, submitted_at)
                values (?, ?, ?, cast(? as jsonb), ?, ?, ?, ?, ?)""",
                revision.request(), revision.number(), revision.formVersion(), written(revision.answers()),
                revision.answersSha256(), revision.termsVersionId(), revision.terms().version(), revision.terms().sha256(),
                revision.submittedAt());
    }

    Optional<RequestRevision> revision(UUID request, int number) {
        return number == 0 ? Optional.empty()
                : Optional.ofNullable(database.find(RequestRevision.class, new RequestRevision.Key(request, number)));
    }

    /// What was sent last.
    public Answers answers(AccessRequest request) {
        return revision(request.id(), request.revision()).map(RequestRevision::answers).orElseGet(Answers::empty);
    }
}
