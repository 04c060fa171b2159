package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullMarked
class TurnstileTest {

    private final Transactions transactions = new Transactions();
    private final Turnstile turnstile = new Turnstile(() -> 2, transactions);

    @Test
    void oneMoreWaitsUntilATransactionEnds() throws InterruptedException {
        turnstile.enter();
        turnstile.enter();
        var second = new Visitor();
        assertThat(second.inside(10, TimeUnit.SECONDS)).isTrue();
        assertThat(turnstile.free()).isZero();
        var third = new Visitor();
        while (turnstile.waiting() == 0) {
            Thread.onSpinWait();
        }
        assertThat(third.inside(0, TimeUnit.SECONDS)).isFalse();

        transactions.end();

        assertThat(third.inside(10, TimeUnit.SECONDS)).isTrue();
        second.leave();
        third.leave();
    }

    private final class Visitor {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch left = new CountDownLatch(1);

        Visitor() {
            Thread.ofVirtual().start(() -> {
                turnstile.enter();
                entered.countDown();
                try {
                    left.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                transactions.end();
            });
        }

        boolean inside(long time, TimeUnit unit) throws InterruptedException {
            return entered.await(time, unit);
        }

        void leave() {
            left.countDown();
        }
    }

    /// A transaction for each thread.
    @NullUnmarked
    private static final class Transactions implements TransactionSynchronizationRegistry {

        private final ThreadLocal<Map<Object, Object>> resources = ThreadLocal.withInitial(HashMap::new);
        private final ThreadLocal<List<Synchronization>> told = ThreadLocal.withInitial(ArrayList::new);

        void end() {
            told.get().forEach(one -> one.afterCompletion(Status.STATUS_COMMITTED));
            told.remove();
            resources.remove();
        }

        @Override
        public Object getTransactionKey() {
            return Thread.currentThread();
        }

        @Override
        public void putResource(Object key, Object value) {
            resources.get().put(key, value);
        }

        @Override
        public Object getResource(Object key) {
            return resources.get().get(key);
        }

        @Override
        public void registerInterposedSynchronization(Synchronization one) {
            told.get().add(one);
        }

        @Override
        public int getTransactionStatus() {
            return Status.STATUS_ACTIVE;
        }

        @Override
        public void setRollbackOnly() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean getRollbackOnly() {
            return false;
        }
    }
}
