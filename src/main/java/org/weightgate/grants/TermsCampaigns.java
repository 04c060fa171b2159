package org.weightgate.grants;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersion;
import org.weightgate.events.Column;
import org.weightgate.people.People;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;

/// Takes a campaign for new terms from step to step, some holders at a time, each batch in a transaction under a lease. A mail
/// of a step is queued under a key of its own, so that a batch done twice mails once.
@ApplicationScoped
class TermsCampaigns {

    private static final int BATCH = 100;
    private static final int LEASE_SECONDS = 60;

    private final Session database;
    private final Grants grants;
    private final GrantDesk desk;
    private final Models models;
    private final People people;
    private final TermsLetters letters;

    TermsCampaigns(Session database, Grants grants, GrantDesk desk, Models models, People people, TermsLetters letters) {
        this.database = database;
        this.grants = grants;
        this.desk = desk;
        this.models = models;
        this.people = people;
        this.letters = letters;
    }

    private record Job(UUID terms, int version, UUID model, TermsStep step, Instant startedAt, Instant graceEndsAt,
            @Nullable UUID after, UUID lease) {
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void start(TermsVersion terms, UUID owner, Instant now, Instant graceEnds) {
        database.createNativeMutationQuery("""
                insert into terms_campaign (terms_version_id, model_id, started_by, started_at, grace_ends_at, step, due_at)
                values (:terms, :model, :owner, :now, :end, 'TELL', :now)""")
                .setParameter("terms", terms.id()).setParameter("model", terms.model()).setParameter("owner", owner)
                .setParameter("now", now).setParameter("end", graceEnds).executeUpdate();
    }

    @Scheduled(every = "${weightgate.grants.terms-every:10s}", concurrentExecution = SKIP)
    void workOffAll() {
        Optional<Job> job = claim();
        while (job.isPresent()) {
            Job taken = job.get();
            while (QuarkusTransaction.requiringNew().call(() -> workOffSome(taken))) {
                // the next batch
            }
            job = claim();
        }
    }

    private Optional<Job> claim() {
        UUID lease = UUID.randomUUID();
        return QuarkusTransaction.requiringNew().call(() -> database.createNativeQuery("""
                update terms_campaign c set lease = :lease, leased_until = clock_timestamp() + make_interval(secs => :seconds)
                from terms_version t
                where t.id = c.terms_version_id and c.terms_version_id = (
                    select terms_version_id from terms_campaign
                    where step <> 'DONE' and due_at <= clock_timestamp()
                        and (leased_until is null or leased_until <= clock_timestamp())
                    order by due_at limit 1 for update skip locked)
                returning c.terms_version_id, t.version, c.model_id, c.step, c.started_at, c.grace_ends_at, c.worked_until""",
                Tuple.class)
                .setParameter("lease", lease).setParameter("seconds", LEASE_SECONDS).getResultStream().findFirst()
                .map(row -> new Job(row.get("terms_version_id", UUID.class), row.get("version", Integer.class),
                        row.get("model_id", UUID.class), TermsStep.valueOf(row.get("step", String.class)),
                        row.get("started_at", Instant.class), row.get("grace_ends_at", Instant.class),
                        row.get("worked_until", UUID.class), lease)));
    }

    /// True while there is more to do under this lease.
    private boolean workOffSome(Job job) {
        Optional<Tuple> held = database.createNativeQuery("""
                select worked_until from terms_campaign
                where terms_version_id = :terms and lease = :lease for update""", Tuple.class)
                .setParameter("terms", job.terms()).setParameter("lease", job.lease()).getResultStream().findFirst();
        if (held.isEmpty()) {
            return false;
        }
        List<UUID> batch = waiting(job, held.get().get("worked_until", UUID.class));
        batch.forEach(grant -> carryOut(job, grant));
        boolean over = batch.size() < BATCH;
        if (over) {
            finish(job);
        } else {
            advance(job, batch.getLast());
        }
        return !over;
    }

    private List<UUID> waiting(Job job, @Nullable UUID after) {
        return Column.of(database, """
                select g.id from access_grant g join terms_version t on t.id = g.terms_version_id
                where g.model_id = :model and g.state in ('ACTIVE', 'SUSPENDED') and t.version < :version
                    and (cast(:after as uuid) is null or g.id > cast(:after as uuid))
                order by g.id limit :most""", UUID.class)
                .setParameter("model", job.model()).setParameter("version", job.version())
                .setParameter("after", after, UUID.class).setParameter("most", BATCH).getResultList();
    }

    private void carryOut(Job job, UUID id) {
        switch (job.step()) {
            case TELL, REMIND, REMIND_AGAIN -> {
                Grant grant = grants.findById(id);
                letters.ask(people.findById(grant.person()), models.findById(job.model()), grant,
                        new TermsLetters.Asked(job.terms(), job.version(), job.step(), job.graceEndsAt()));
            }
            case PAUSE -> desk.pauseForTerms(id);
            case DONE -> {
            }
        }
    }

    private void advance(Job job, UUID last) {
        database.createNativeMutationQuery("""
                update terms_campaign set worked_until = :last,
                    leased_until = clock_timestamp() + make_interval(secs => :seconds)
                where terms_version_id = :terms""")
                .setParameter("last", last).setParameter("seconds", LEASE_SECONDS).setParameter("terms", job.terms())
                .executeUpdate();
    }

    private void finish(Job job) {
        TermsStep.Due next = job.step().next(job.startedAt(), job.graceEndsAt());
        database.createNativeMutationQuery("""
                update terms_campaign set step = :step, due_at = :due, worked_until = null, lease = null, leased_until = null
                where terms_version_id = :terms""")
                .setParameter("step", next.step().name()).setParameter("due", next.at()).setParameter("terms", job.terms())
                .executeUpdate();
    }
}
