package org.weightgate.requests;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;

import org.weightgate.web.Doorkeeper;

/// Lets a few submissions write at once; as many wait here, before they have asked the database anything, and all others in front
/// of the door. Many at once write no more in a second, because they wait in the database for the same pages, and that costs
/// processor time.
@ApplicationScoped
class Turnstile implements Doorkeeper {

    private static final Pattern SENDS = Pattern.compile("/api/v1/requests/[^/]+/submit|/models/[^/]+/[^/]+/apply/review");
    private static final String INSIDE = Turnstile.class.getName();
    private static final int PATIENCE_SECONDS = 10;

    private final int atOnce;
    private final Semaphore places;
    private final TransactionSynchronizationRegistry transaction;

    @Inject
    Turnstile(SubmissionConfig config, TransactionSynchronizationRegistry transaction) {
        this.atOnce = Math.max(1, config.atOnce());
        this.places = new Semaphore(atOnce, true);
        this.transaction = transaction;
    }

    /// Until the transaction ends. To be asked before the transaction holds anything: whoever waits here must be in nobody's way.
    @Transactional(Transactional.TxType.MANDATORY)
    void enter() {
        if (transaction.getResource(INSIDE) != null) {
            return;
        }
        boolean inside = await();
        try {
            transaction.putResource(INSIDE, inside);
            transaction.registerInterposedSynchronization(new Leave(inside));
            inside = false;
        } finally {
            if (inside) {
                places.release();
            }
        }
    }

    /// Not those of the form itself, which saves what was typed too.
    @Override
    public boolean guards(String method, String path) {
        return method.equals("POST") && SENDS.matcher(path).matches();
    }

    @Override
    public int places() {
        return atOnce - waiting();
    }

    int free() {
        return places.availablePermits();
    }

    int waiting() {
        return places.getQueueLength();
    }

    /// After long enough one goes past: a turnstile that is stuck must not lose what people send.
    private boolean await() {
        try {
            return places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private final class Leave implements Synchronization {

        private final boolean inside;

        Leave(boolean inside) {
            this.inside = inside;
        }

        @Override
        public void beforeCompletion() {
            // its place is needed until the commit
        }

        @Override
        public void afterCompletion(int status) {
            if (inside) {
                places.release();
            }
        }
    }
}
