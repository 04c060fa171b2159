package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AccessRequests;
import org.weightgate.requests.MailAddress;
import org.weightgate.requests.Question;
import org.weightgate.web.Instants;
import org.weightgate.web.LinkSecret;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Asks people from outside for an opinion. They see the chosen answers of the chosen revision and nothing else; their link
/// works until it expires, is withdrawn, they have answered, or the request is closed.
@ApplicationScoped
class Experts {

    static final int LONGEST_OPINION = 8000;
    private static final int LONGEST_DAYS = 60;
    private static final int MOST = 20;
    private static final String OPEN = """
            token_hash = :hash and expires_at > :now and withdrawn_at is null and answered_at is null
                and exists (select from access_request r where r.id = request_id
                            and r.state in ('SUBMITTED', 'CHANGES_REQUESTED'))""";

    private final Session database;
    private final AccessRequests requests;
    private final Models models;
    private final Jurisdiction jurisdiction;
    private final Involved involved;
    private final Events events;
    private final Outbox outbox;
    private final DatabaseClock clock;

    Experts(Session database, AccessRequests requests, Models models, Jurisdiction jurisdiction, Involved involved,
            Events events,
            Outbox outbox, DatabaseClock clock) {
        this.database = database;
        this.requests = requests;
        this.models = models;
        this.jurisdiction = jurisdiction;
        this.involved = involved;
        this.events = events;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// What was typed to invite somebody.
    record Typed(String name, String email, String question, List<String> fields, int days) {

        Typed {
            name = PlainText.oneLine(name);
            email = PlainText.oneLine(email);
            question = PlainText.lines(question);
            fields = Stream.of(Question.values()).map(Question::id).filter(List.copyOf(fields)::contains).toList();
        }

        List<FieldError> errors() {
            var errors = new ArrayList<FieldError>();
            if (name.isEmpty() || name.length() > 200) {
                errors.add(new FieldError("expert-name", "Enter the expert's name."));
            }
            if (MailAddress.parse(email).isEmpty()) {
                errors.add(new FieldError("expert-email", "Enter one mail address."));
            }
            if (question.isEmpty() || question.length() > 4000) {
                errors.add(new FieldError("expert-question", "Say in up to 4000 characters what you want to know."));
            }
            if (fields.isEmpty()) {
                errors.add(new FieldError("expert-fields", "Tick at least one answer the expert may read."));
            }
            if (days < 1 || days > LONGEST_DAYS) {
                errors.add(new FieldError("expert-days", "The link works for 1 to " + LONGEST_DAYS + " days."));
            }
            return List.copyOf(errors);
        }
    }

    /// What became of an invitation; empty errors mean it was sent.
    record Invited(boolean found, List<FieldError> errors) {
    }

    @Transactional
    Invited invite(Person reviewer, UUID id, Typed typed) {
        Optional<AccessRequest> request = requests.lock(id).filter(r -> r.revision() > 0)
                .filter(r -> mayAsk(reviewer, r));
        if (request.isEmpty()) {
            return new Invited(false, List.of());
        }
        List<FieldError> errors = new ArrayList<>(typed.errors());
        if (!request.get().state().isUnderReview()) {
            errors.add(new FieldError("expert-name", "The request is closed; an opinion would change nothing."));
        }
        if (of(id).stream().filter(Expert::isWaiting).count() >= MOST) {
            errors.add(new FieldError("expert-name", MOST + " experts have been asked already. Withdraw an invitation first."));
        }
        if (of(id).stream().anyMatch(expert -> expert.isWaiting() && expert.email().equalsIgnoreCase(typed.email()))) {
            errors.add(new FieldError("expert-email", "This address has been asked already and can still answer."));
        }
        if (errors.isEmpty()) {
            send(reviewer, request.get(), typed);
        }
        return new Invited(true, List.copyOf(errors));
    }

    private boolean mayAsk(Person reviewer, AccessRequest request) {
        return jurisdiction.covers(reviewer, request.modelId()) && involved.part(request, reviewer.id()).isEmpty();
    }

    private void send(Person reviewer, AccessRequest request, Typed typed) {
        UUID invitation = UUID.randomUUID();
        LinkSecret link = LinkSecret.fresh();
        Instant expires = clock.now().plus(Duration.ofDays(typed.days()));
        database.createNativeMutationQuery("""
                insert into expert_invitation (id, request_id, revision, fields, name, email, question, token_hash, invited_by,
                                               invited_at, expires_at)
                values (:id, :request, :revision, :fields, :name, :email, :question, :hash, :by, :now, :expires)""")
                .setParameter("id", invitation).setParameter("request", request.id())
                .setParameter("revision", request.revision()).setParameter("fields", typed.fields().toArray(String[]::new))
                .setParameter("name", typed.name()).setParameter("email", typed.email())
                .setParameter("question", typed.question()).setParameter("hash", link.hash())
                .setParameter("by", reviewer.id()).setParameter("now", clock.now()).setParameter("expires", expires)
                .executeUpdate();
        events.append(request.id(), "expert.asked", reviewer.id(),
                Map.of("invitation", invitation, "revision", request.revision(), "fields", typed.fields()));
        String model = models.findById(request.modelId()).fullName();
        outbox.enqueueForStranger(invitation, typed.email(), "expert:" + invitation, new Letter(request.reference(),
                "Your opinion on a request for " + model, Letter.greeting(typed.name()),
                List.of("The reviewers of " + model + " ask for your opinion on a request for access to its weights:",
                        typed.question(),
                        "The page behind this link shows what you are asked about. It can be answered once, until "
                                + Instants.day(expires) + ". Please do not pass the link on."),
                "Read and answer", OpinionPages.path(link)));
    }

    @Transactional
    boolean withdraw(Person reviewer, UUID request, UUID invitation) {
        boolean mine = requests.lock(request).filter(r -> mayAsk(reviewer, r)).isPresent();
        boolean withdrawn = mine && database.createNativeMutationQuery("""
                update expert_invitation set withdrawn_at = :now
                where id = :id and request_id = :request and answered_at is null and withdrawn_at is null""")
                .setParameter("now", clock.now()).setParameter("id", invitation).setParameter("request", request)
                .executeUpdate() == 1;
        if (withdrawn) {
            events.append(request, "expert.withdrawn", reviewer.id(), Map.of("invitation", invitation));
        }
        return withdrawn;
    }

    @Transactional
    List<Expert> of(UUID request) {
        Instant now = clock.now();
        return database
                .createNativeQuery(
                        """
                                select i.id, i.name, i.email, i.revision, i.fields, i.question, i.invited_at, i.expires_at, i.withdrawn_at,
                                       i.answered_at, i.recommendation, i.opinion, coalesce(m.state in ('FAILED', 'BOUNCED'), false) as lost,
                                       r.state not in ('SUBMITTED', 'CHANGES_REQUESTED') as closed
                                from expert_invitation i join access_request r on r.id = i.request_id left join outbox_mail m on m.dedupe_key = 'expert:' || i.id
                                where i.request_id = :request order by i.invited_at, i.id""",
                        Tuple.class)
                .setParameter("request", request).getResultStream().map(row -> expert(row, now)).toList();
    }

    /// The open invitation a link belongs to, if there is one.
    @Transactional
    Optional<Expert.Invitation> open(LinkSecret secret) {
        return database.createNativeQuery("""
                select id, request_id, revision, fields, question, expires_at from expert_invitation
                where\s""" + OPEN, Tuple.class)
                .setParameter("hash", secret.hash()).setParameter("now", clock.now()).getResultStream()
                .findFirst()
                .map(row -> new Expert.Invitation(row.get("id", UUID.class), row.get("request_id", UUID.class),
                        row.get("revision", Integer.class), Arrays.asList(row.get("fields", String[].class)),
                        row.get("question", String.class), row.get("expires_at", Instant.class)));
    }

    /// Keeps the answer, if the link is still good: of two answers at once the first counts.
    @Transactional
    boolean answer(LinkSecret secret, Recommendation recommendation, String text) {
        // whoever takes the invitation back holds the request first as well
        open(secret).ifPresent(invitation -> requests.lock(invitation.request()));
        List<Tuple> answered = database.createNativeQuery("""
                update expert_invitation set answered_at = :now, recommendation = :recommendation, opinion = :opinion
                where\s""" + OPEN + " returning id, request_id", Tuple.class)
                .setParameter("now", clock.now()).setParameter("recommendation", recommendation.name())
                .setParameter("opinion", text).setParameter("hash", secret.hash()).getResultList();
        for (Tuple row : answered) {
            UUID request = row.get("request_id", UUID.class);
            events.append(request, "expert.answered", null,
                    Map.of("invitation", row.get("id", UUID.class), "recommendation", recommendation.name()));
        }
        return !answered.isEmpty();
    }

    private static Expert expert(Tuple row, Instant now) {
        Instant answered = row.get("answered_at", Instant.class);
        Instant expires = row.get("expires_at", Instant.class);
        return new Expert(row.get("id", UUID.class), PlainText.oneLine(row.get("name", String.class)),
                PlainText.oneLine(row.get("email", String.class)), row.get("revision", Integer.class),
                Arrays.asList(row.get("fields", String[].class)), row.get("question", String.class),
                row.get("invited_at", Instant.class), expires,
                row.get("withdrawn_at", Instant.class) != null,
                !now.isBefore(expires), row.get("closed", Boolean.class), row.get("lost", Boolean.class),
                answered == null ? Optional.empty()
                        : Optional.of(new Expert.Answer(Recommendation.valueOf(row.get("recommendation", String.class)),
                                row.get("opinion", String.class), answered)));
    }
}
