package org.weightgate.people;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.hibernate.Session;
import org.weightgate.events.Column;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;

/// Finishes the erasure of those who were banned when they erased their account, once no ban holds for them any more.
@ApplicationScoped
class ErasedBanned {

    private final Session database;
    private final People people;
    private final BanCheck bans;
    private final AccountData account;

    ErasedBanned(Session database, People people, BanCheck bans, AccountData account) {
        this.database = database;
        this.people = people;
        this.bans = bans;
        this.account = account;
    }

    @Scheduled(every = "1h", concurrentExecution = SKIP)
    void forgetAll() {
        List<UUID> kept = QuarkusTransaction.requiringNew().call(() -> Column.of(database,
                "select id from person where erased_at is not null and issuer <> 'erased'", UUID.class).getResultList());
        kept.forEach(person -> QuarkusTransaction.requiringNew().run(() -> forget(person)));
    }

    /// Whoever has come back since is somebody again.
    private void forget(UUID id) {
        Person person = people.findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (person.isErased() && bans.all(person).isEmpty()) {
            account.forget(person);
        }
    }
}
