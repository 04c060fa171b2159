package org.weightgate.grants;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.notices.Deliveries;
import org.weightgate.notices.Letter;
import org.weightgate.notices.Outbox;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.web.Instants;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;

/// Reminds holders that their access ends. Each grant carries the time it is looked at next; a replica locks the one it looks
/// at, so each reminder is queued once. Ended and replaced grants are never looked at.
@ApplicationScoped
class GrantReminders {

    private static final int BATCH = 100;

    private final Session database;
    private final DatabaseClock clock;
    private final Grants grants;
    private final Models models;
    private final People people;
    private final Outbox outbox;
    private final Deliveries deliveries;

    GrantReminders(Session database, DatabaseClock clock, Grants grants, Models models, People people, Outbox outbox,
            Deliveries deliveries) {
        this.database = database;
        this.clock = clock;
        this.grants = grants;
        this.models = models;
        this.people = people;
        this.outbox = outbox;
        this.deliveries = deliveries;
    }

    @Scheduled(every = "${weightgate.grants.reminders-every:1m}", concurrentExecution = SKIP)
    void remindAll() {
        @Nullable
        Due last = null;
        for (List<Due> due = due(null); !due.isEmpty(); due = due(last)) {
            due.forEach(one -> remind(one.grant()));
            last = due.getLast();
        }
    }

    record Due(Instant at, UUID grant) {
    }

    /// The next grants to look at, those after `last` in the order of their times.
    @Transactional
    List<Due> due(@Nullable Due last) {
        return database.createNativeQuery("""
                select next_reminder_at, id from access_grant
                where state in ('ACTIVE', 'SUSPENDED') and next_reminder_at <= transaction_timestamp()
                  and (next_reminder_at, id) > (cast(:at as timestamptz), cast(:id as uuid))
                order by next_reminder_at, id limit :most""", Tuple.class)
                .setParameter("at", last == null ? Instant.EPOCH : last.at())
                .setParameter("id", last == null ? new UUID(0, 0) : last.grant())
                .setParameter("most", BATCH).getResultStream()
                .map(row -> new Due(row.get("next_reminder_at", Instant.class), row.get("id", UUID.class))).toList();
    }

    /// One that fails is tried again the next time and keeps nobody else waiting.
    private void remind(UUID grant) {
        try {
            look(grant);
        } catch (RuntimeException failure) {
            Log.errorf(failure, "the holder of grant %s could not be reminded", grant);
        }
    }

    /// Unless somebody else is at this grant now or was faster.
    @Transactional
    void look(UUID id) {
        database.createNativeQuery("""
                select coalesce(reminded_days, 0) as days, reminder_tries from access_grant
                where id = :id and state in ('ACTIVE', 'SUSPENDED') and next_reminder_at <= transaction_timestamp()
                for update skip locked""", Tuple.class)
                .setParameter("id", id).getResultList().stream().findFirst()
                .ifPresent(row -> look(id,
                        new Reminder(row.get("days", Integer.class), row.get("reminder_tries", Integer.class))));
    }

    private void look(UUID id, Reminder last) {
        Grant grant = grants.findById(id);
        Instant now = clock.now();
        var plan = last.at(now, grant.startsAt(), grant.endsAt(), mail(last.key(grant.id(), grant.endsAt())));
        plan.send().ifPresent(reminder -> send(grant, reminder));
        database.createNativeMutationQuery("""
                update access_grant set next_reminder_at = cast(:next as timestamptz), reminded_days = :days,
                    reminder_tries = :tries
                where id = :id""")
                .setParameter("next", plan.lookAgain().orElse(null), Instant.class)
                .setParameter("days", plan.after().days()).setParameter("tries", plan.after().tries())
                .setParameter("id", id).executeUpdate();
    }

    private Reminder.Mail mail(String key) {
        if (deliveries.delivered(key).isPresent()) {
            return Reminder.Mail.ARRIVED;
        }
        return deliveries.lost(key) ? Reminder.Mail.LOST : Reminder.Mail.UNDER_WAY;
    }

    private void send(Grant grant, Reminder reminder) {
        Person holder = people.findById(grant.person());
        String model = models.findById(grant.model()).fullName();
        outbox.enqueue(grant.id(), holder.id(), holder.email(), reminder.key(grant.id(), grant.endsAt()),
                new Letter(grant.reference(), "Your access to " + model + " ends on " + Instants.day(grant.endsAt()),
                        Letter.greeting(holder.displayName()),
                        List.of(standing(grant, model),
                                "If you still need it, renew it now: a few lines on what you used it for, and a reviewer reads "
                                        + "them." + (grant.suspendReason().isPresent() ? ""
                                                : " What you have works until it ends or the new one takes its place.")),
                        "Renew your access", "/models/" + model + "/renew"));
    }

    private static String standing(Grant grant, String model) {
        return grant.suspendReason()
                .map(why -> "Your access to " + model + " is paused because " + why.words() + ", and ends on "
                        + Instants.day(grant.endsAt()) + " all the same.")
                .orElse("You can download " + model + " until " + Instants.day(grant.endsAt()) + ".");
    }
}
