package org.weightgate.people;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.events.Column;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;

/// Counts tries at what must not be guessed, for all replicas together, in a transaction of its own: a try that fails counts.
@ApplicationScoped
class Attempts {

    private final Session database;

    Attempts(Session database) {
        this.database = database;
    }

    /// Notes one more try; false when there were too many since the window began.
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    boolean take(String key, int most, Duration window) {
        return Column.of(database, """
                insert into attempt_count values (:key, now(), 1) on conflict (key) do update set
                    count = case when attempt_count.since < now() - cast(:window as interval) then 1
                        else least(attempt_count.count + 1, 1000000) end,
                    since = case when attempt_count.since < now() - cast(:window as interval) then now()
                        else attempt_count.since end
                returning count""", Integer.class)
                .setParameter("key", key).setParameter("window", window.toSeconds() + " seconds").getSingleResult() <= most;
    }

    @Scheduled(every = "1h", concurrentExecution = ConcurrentExecution.SKIP)
    @Transactional
    void forgetOld() {
        database.createNativeMutationQuery("delete from attempt_count where since < now() - interval '1 day'").executeUpdate();
    }
}
