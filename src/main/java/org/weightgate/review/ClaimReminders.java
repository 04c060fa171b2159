package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.People;
import org.weightgate.people.Person;

/// Reminds whoever claimed a request last that it becomes due, once in its turn. A reminder whose mail did not arrive does not
/// count: it is written again the next day, a few times.
@ApplicationScoped
class ClaimReminders {

    private static final int BATCH = 50;
    private static final int MOST_ATTEMPTS = 5;

    private final Session database;
    private final Outbox outbox;
    private final People people;
    private final Models models;
    private final DatabaseClock clock;

    ClaimReminders(Session database, Outbox outbox, People people, Models models, DatabaseClock clock) {
        this.database = database;
        this.outbox = outbox;
        this.people = people;
        this.models = models;
        this.clock = clock;
    }

    /// Writes a few; false when none is due. A claim's row is held while its reminder is written.
    @Transactional(TxType.REQUIRES_NEW)
    boolean writeNext() {
        List<Tuple> due = database.createNativeQuery("""
                select c.request_id, c.reviewer_id, q.reference, q.model_id, q.revision, q.turn_at, p.sla_hours,
                       coalesce(r.attempt, 0) as attempt
                from claim c join queue_entry q on q.request_id = c.request_id and q.state = 'SUBMITTED'
                join lateral (select sla_hours from access_policy where model_id = q.model_id
                              order by version desc limit 1) p on true
                join review_reminder s on s.person_id = c.reviewer_id and s.daily
                left join claim_reminder r on r.request_id = c.request_id and r.person_id = c.reviewer_id
                                          and r.revision = q.revision
                left join outbox_mail m on m.dedupe_key = r.mail
                where q.turn_at + make_interval(secs => p.sla_hours * 3600 * 0.75) <= transaction_timestamp()
                  and exists (select 1 from model_role role where role.model_id = q.model_id
                                and role.person_id = c.reviewer_id and role.role in ('REVIEWER', 'OWNER'))
                  and (r.request_id is null or m.state in ('FAILED', 'BOUNCED') and r.attempt < :most
                       and r.written_at < transaction_timestamp() - interval '20 hours')
                order by c.request_id limit :batch for update of c skip locked""", Tuple.class)
                .setParameter("most", MOST_ATTEMPTS).setParameter("batch", BATCH).getResultList();
        due.forEach(this::write);
        return !due.isEmpty();
    }

    private void write(Tuple row) {
        UUID request = row.get("request_id", UUID.class);
        Person reviewer = people.findById(row.get("reviewer_id", UUID.class));
        int attempt = row.get("attempt", Integer.class) + 1;
        int revision = row.get("revision", Integer.class);
        Instant dueAt = row.get("turn_at", Instant.class).plus(Duration.ofHours(row.get("sla_hours", Integer.class)));
        String key = "claim-due:" + request + ":" + reviewer.id() + ":" + revision + ":" + attempt;
        String model = models.findById(row.get("model_id", UUID.class)).fullName();
        boolean late = dueAt.isBefore(clock.now());
        String reference = row.get("reference", String.class);
        outbox.enqueue(reviewer.id(), reviewer.id(), reviewer.email(), key, new Letter(reference,
                late ? "A request you claimed is overdue" : "A request you claimed is due soon",
                Letter.greeting(reviewer.displayName()),
                List.of("You claimed " + reference + " for " + model + ". "
                        + (late ? "It is overdue by " + Age.words(Duration.between(dueAt, clock.now()))
                                : "It is due in " + Age.left(Duration.between(clock.now(), dueAt)))
                        + ".", "If you cannot look at it, release it or hand it over."),
                "Open the request", "/review/" + request));
        database.createNativeMutationQuery("""
                insert into claim_reminder (request_id, person_id, revision, attempt, mail, written_at)
                values (:request, :person, :revision, :attempt, :mail, :now)
                on conflict (request_id, person_id, revision) do update
                set attempt = excluded.attempt, mail = excluded.mail, written_at = excluded.written_at""")
                .setParameter("request", request).setParameter("person", reviewer.id()).setParameter("revision", revision)
                .setParameter("attempt", attempt).setParameter("mail", key).setParameter("now", clock.now()).executeUpdate();
    }
}
