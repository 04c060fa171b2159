package org.weightgate.loader.llama;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/// A fixed number of threads that share rows in contiguous blocks. Each row is computed whole by one thread, so results do not
/// depend on how many there are. Threads that wait for work spin for a moment, because the next matrix mostly follows within
/// microseconds, and then sleep.
public final class Workers implements AutoCloseable {

    private static final long WORTH_SHARING = 1 << 16;
    private static final int SPINS = 20_000;
    private static final long NAP = 20_000;

    private final Helper[] helpers;
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile boolean closed;

    /// Starts the threads, as daemons.
    ///
    /// @param threads how many compute, the calling one included; at least 1
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper("weightgate-worker-" + (i + 1));
            helpers[i].start();
        }
    }

    public int threads() {
        return helpers.length + 1;
    }

    /// Something done for the rows `from` (inclusive) to `to` (exclusive).
    interface Rows {
        void compute(int from, int to);
    }

    /// Computes all rows in `[0, rows)` and returns when all are done.
    ///
    /// @param workPerRow multiplications per row, to leave small work on the calling thread
    synchronized void split(int rows, long workPerRow, Rows work) {
        int parts = Math.clamp(rows * workPerRow / WORTH_SHARING, 1, Math.max(1, Math.min(threads(), rows)));
        if (parts == 1) {
            work.compute(0, rows);
            return;
        }
        if (closed) {
            throw new IllegalStateException("the workers are closed");
        }
        unfinished.set(parts - 1);
        for (int part = 1; part < parts; part++) {
            helpers[part - 1].give(new Task(work, bound(rows, part, parts), bound(rows, part + 1, parts)));
        }
        try {
            work.compute(0, bound(rows, 1, parts));
        } finally {
            awaitOthers();
        }
        for (int part = 1; part < parts; part++) {
            helpers[part - 1].rethrow();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    private void awaitOthers() {
        for (int spins = 0; unfinished.get() > 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP);
            }
        }
    }

    private static int bound(int rows, int part, int parts) {
        return (int) ((long) rows * part / parts);
    }

    private record Task(Rows work, int from, int to) {
    }

    private final class Helper extends Thread {

        private volatile @Nullable Task task;
        private volatile boolean asleep;
        private @Nullable Throwable failure;

        Helper(String name) {
            super(name);
            setDaemon(true);
        }

        void give(Task next) {
            task = next;
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            for (Task next = await(); next != null; next = await()) {
                task = null;
                try {
                    next.work().compute(next.from(), next.to());
                } catch (Throwable thrown) {
                    failure = thrown;
                }
                unfinished.decrementAndGet();
            }
        }

        private @Nullable Task await() {
            for (int spins = 0; !closed; spins++) {
                Task next = task;
                if (next != null) {
                    return next;
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                    continue;
                }
                asleep = true;
                if (task == null && !closed) {
                    LockSupport.park(Workers.this);
                }
                asleep = false;
                spins = 0;
            }
            return null;
        }

        /// What went wrong, on the thread that asked for the work.
        void rethrow() {
            Throwable thrown = failure;
            failure = null;
            switch (thrown) {
                case null -> {
                }
                case RuntimeException known -> throw known;
                case Error fault -> throw fault;
                default -> throw new IllegalStateException("computing failed", thrown);
            }
        }
    }
}
