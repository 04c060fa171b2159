package org.weightgate.events;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// The one clock of the portal: PostgreSQL's, read once per transaction, so that replicas agree.
@ApplicationScoped
public class DatabaseClock {

    private static final String READ = DatabaseClock.class.getName();

    private final Session database;
    private final TransactionSynchronizationRegistry transaction;

    DatabaseClock(Session database, TransactionSynchronizationRegistry transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /// Another statement of this transaction has brought the time along.
    @Transactional(Transactional.TxType.MANDATORY)
    public void known(Instant transactionTimestamp) {
        transaction.putResource(READ, transactionTimestamp);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Instant now() {
        if (transaction.getResource(READ) instanceof Instant known) {
            return known;
        }
        Instant now = PlainSql.first(database, row -> PlainSql.instant(row, "now"), "select transaction_timestamp() as now")
                .orElseThrow();
        transaction.putResource(READ, now);
        return now;
    }
}
