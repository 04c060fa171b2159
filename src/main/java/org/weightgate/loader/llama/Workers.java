package org.weightgate.loader.llama;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/// A fixed number of threads that share rows in contiguous chunks, each taking the next when it is through with one, so that a
/// thread the system holds up costs little. Each row is computed whole by one thread, so results do not depend on how many there
/// are. Threads that wait for work spin for a moment, because the next matrix mostly follows within microseconds, and then sleep.
public final class Workers implements AutoCloseable {

    private static final long WORTH_SHARING = 1 << 16;
    private static final int CHUNKS = 8;
    /// Fewer are not worth four streams.
    private static final int LEAST_ROWS = 16;
    private static final int SPINS = 20_000;
    private static final long NAP = 20_000;

    private final Helper[] helpers;
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

    /// How many threads compute, the calling one included.
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
        var job = new Job(work, rows, Math.clamp(rows / LEAST_ROWS, parts, parts * CHUNKS));
        for (int part = 1; part < parts; part++) {
            helpers[part - 1].give(job);
        }
        job.join();
        job.await();
        job.rethrow();
    }

    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /// One matrix. A helper that comes when all chunks are taken has nothing to do, and nobody waits for it.
    private static final class Job {

        private final Rows work;
        private final int rows;
        private final int chunks;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Job(Rows work, int rows, int chunks) {
            this.work = work;
            this.rows = rows;
            this.chunks = chunks;
        }

        void join() {
            inside.incrementAndGet();
            try {
                for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
                    work.compute(bound(chunk), bound(chunk + 1));
                }
            } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
                next.set(chunks);
            } finally {
                inside.decrementAndGet();
            }
        }

        private int bound(int chunk) {
            return (int) ((long) rows * chunk / chunks);
        }

        void await() {
            for (int spins = 0; inside.get() > 0; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(NAP);
                }
            }
        }

        /// What went wrong, on the thread that asked for the work.
        void rethrow() {
            switch (failure.get()) {
                case null -> {
                }
                case RuntimeException known -> throw known;
                case Error fault -> throw fault;
                case Throwable thrown -> throw new IllegalStateException("computing failed", thrown);
            }
        }
    }

    private final class Helper extends Thread {

        private volatile @Nullable Job job;
        private volatile boolean asleep;

        Helper(String name) {
            super(name);
            setDaemon(true);
        }

        void give(Job next) {
            job = next;
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            Job done = null;
            for (Job next = await(done); next != null; next = await(done)) {
                next.join();
                done = next;
            }
        }

        /// The next job, or null when the workers are closed.
        private @Nullable Job await(@Nullable Job done) {
            for (int spins = 0; !closed; spins++) {
                Job next = job;
                if (next != done) {
                    return next;
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                    continue;
                }
                asleep = true;
                if (job == done && !closed) {
                    LockSupport.park(Workers.this);
                }
                asleep = false;
                spins = 0;
            }
            return null;
        }
    }
}
