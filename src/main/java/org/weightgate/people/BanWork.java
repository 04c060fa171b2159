package org.weightgate.people;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.weightgate.events.DatabaseClock;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;

/// Carries a ban through to everything it ends, and its lifting to those it ended something for: one person after the other,
/// each in a transaction, under a lease. Whoever takes over after a crash goes on where the last page ended; what is ended
/// already stays so.
@ApplicationScoped
public class BanWork {

    private static final int PAGE = 200;
    private static final int LEASE_SECONDS = 60;

    private final Session database;
    private final Bans bans;
    private final People people;
    private final DatabaseClock clock;
    private final List<BanEffect> effects;
    private final BanLifting lifting;

    BanWork(Session database, Bans bans, People people, DatabaseClock clock, @All List<BanEffect> effects,
            BanLifting lifting) {
        this.database = database;
        this.bans = bans;
        this.people = people;
        this.clock = clock;
        this.effects = effects.stream().sorted(Comparator.comparingInt(BanEffect::order)).toList();
        this.lifting = lifting;
    }

    private record Job(UUID ban, UUID lease, Optional<UUID> after, boolean lifted) {
    }

    @Scheduled(every = "${weightgate.bans.every:5s}", concurrentExecution = SKIP)
    public void workOffAll() {
        Optional<Job> next = claim();
        while (next.isPresent()) {
            workOff(next.get());
            next = claim();
        }
    }

    private Optional<Job> claim() {
        UUID lease = UUID.randomUUID();
        return QuarkusTransaction.requiringNew().call(() -> database.createNativeQuery("""
                update ban set lease = :lease, leased_until = clock_timestamp() + make_interval(secs => :seconds)
                where id = (select id from ban
                            where worked_at is null and (leased_until is null or leased_until <= clock_timestamp())
                            order by leased_until nulls first, id limit 1 for update skip locked)
                returning id, worked_until, lifted_at is not null as lifted""", Tuple.class)
                .setParameter("lease", lease).setParameter("seconds", LEASE_SECONDS).getResultStream().findFirst()
                .map(row -> new Job(row.get("id", UUID.class), lease,
                        Optional.ofNullable(row.get("worked_until", UUID.class)), row.get("lifted", Boolean.class))));
    }

    private void workOff(Job job) {
        Optional<UUID> after = job.after();
        while (true) {
            Optional<UUID> from = after;
            List<UUID> page = QuarkusTransaction.requiringNew().call(() -> {
                Ban ban = bans.findById(job.ban());
                if (job.lifted()) {
                    return bans.ended(ban, from, PAGE);
                }
                return ban.holdsAt(clock.now()) ? bans.met(ban.subject(), from, PAGE) : List.of();
            });
            if (!carryTo(job, page) || !advance(job, page)) {
                return;
            }
            if (page.size() < PAGE) {
                return;
            }
            after = Optional.of(page.getLast());
        }
    }

    /// False when something went wrong: the lease runs out and the page is tried again.
    private boolean carryTo(Job job, List<UUID> page) {
        Collection<UUID> concerned = job.lifted() ? page : concerned(job, page);
        try {
            concerned.forEach(person -> QuarkusTransaction.requiringNew().run(() -> carryTo(job, people.findById(person))));
            return true;
        } catch (RuntimeException e) {
            Log.warnf(e, "ban %s: a person's part of it failed, tried again within a minute", job.ban());
            return false;
        }
    }

    private Set<UUID> concerned(Job job, List<UUID> page) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<UUID> model = bans.findById(job.ban()).model();
            var some = new LinkedHashSet<UUID>();
            effects.forEach(effect -> some.addAll(effect.concerned(page, model)));
            return some;
        });
    }

    /// The ban's row is held: who lifts it waits for what it just ends, so that those who are told are all it ended something for.
    private void carryTo(Job job, Person person) {
        Ban ban = bans.findById(job.ban(), LockModeType.PESSIMISTIC_READ);
        if (job.lifted()) {
            lifting.tell(person, ban);
        } else if (ban.holdsAt(clock.now())) {
            boolean ended = false;
            for (BanEffect effect : effects) {
                ended |= effect.banned(person, ban);
            }
            if (ended) {
                bans.hasEnded(ban, person);
            }
        }
    }

    private boolean advance(Job job, List<UUID> page) {
        boolean over = page.size() < PAGE;
        return QuarkusTransaction.requiringNew().call(() -> database.createNativeMutationQuery("""
                update ban set worked_until = cast(:until as uuid),
                    worked_at = case when :over then clock_timestamp() end,
                    lease = case when :over then null else lease end,
                    leased_until = case when :over then null
                                   else clock_timestamp() + make_interval(secs => :seconds) end
                where id = :id and lease = :lease""")
                .setParameter("until", page.isEmpty() ? job.after().orElse(null) : page.getLast(), UUID.class)
                .setParameter("over", over).setParameter("seconds", LEASE_SECONDS)
                .setParameter("id", job.ban()).setParameter("lease", job.lease()).executeUpdate()) == 1;
    }
}
