package org.weightgate.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Statements that nothing in their transaction waits for: they go to the database in one journey, with the next event that is
/// written, at the latest before the commit. On a busy day the journeys of a submission cost as much as what it writes.
@ApplicationScoped
public class Writes {

    private static final String WAITING = Writes.class.getName();

    private final Session database;
    private final TransactionManager transactions;
    private final TransactionSynchronizationRegistry transaction;

    Writes(Session database, TransactionManager transactions, TransactionSynchronizationRegistry transaction) {
        this.database = database;
        this.transactions = transactions;
        this.transaction = transaction;
    }

    /// Not read again, and not in the way of what is, until the transaction's next event; so no row that a foreign key of a
    /// statement before that names.
    @Transactional(Transactional.TxType.MANDATORY)
    public void later(String sql, @Nullable Object... values) {
        waiting().add(new PlainSql.Step(sql, Arrays.asList(values)));
    }

    /// With all that waits, in the order in which it was told.
    @Transactional(Transactional.TxType.MANDATORY)
    public void now(String sql, @Nullable Object... values) {
        List<PlainSql.Step> waiting = waiting();
        waiting.add(new PlainSql.Step(sql, Arrays.asList(values)));
        send(waiting);
    }

    private void send(List<PlainSql.Step> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        var all = List.copyOf(waiting);
        waiting.clear();
        // what happened reaches the database in the order in which it is told
        database.flush();
        PlainSql.together(database, all);
    }

    private List<PlainSql.Step> waiting() {
        if (transaction.getResource(WAITING) instanceof Waiting known) {
            return known.steps();
        }
        var waiting = new Waiting(new ArrayList<>());
        transaction.putResource(WAITING, waiting);
        registerFirst(new BeforeCommit(waiting.steps()));
        return waiting.steps();
    }

    /// Not interposed: those come later, and Hibernate's gives the connection back.
    private void registerFirst(Synchronization one) {
        try {
            transactions.getTransaction().registerSynchronization(one);
        } catch (RollbackException | SystemException e) {
            throw new IllegalStateException("The transaction takes no more writes", e);
        }
    }

    private record Waiting(List<PlainSql.Step> steps) {
    }

    private final class BeforeCommit implements Synchronization {

        private final List<PlainSql.Step> waiting;

        BeforeCommit(List<PlainSql.Step> waiting) {
            this.waiting = waiting;
        }

        @Override
        public void beforeCompletion() {
            send(waiting);
        }

        @Override
        public void afterCompletion(int status) {
            // committed or not, there is nothing left to do
        }
    }
}
