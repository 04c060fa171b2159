package org.weightgate.loader.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A fixed number of threads that share rows in contiguous blocks. Each row is computed whole by one thread, so results do not
/// depend on how many there are.
public final class Workers implements AutoCloseable {

    private static final long WORTH_SHARING = 1 << 16;

    private final int threads;
    private final ExecutorService helpers;

    /// Starts the threads, as daemons.
    ///
    /// @param threads how many compute, the calling one included; at least 1
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        this.threads = threads;
        this.helpers = Executors.newFixedThreadPool(Math.max(1, threads - 1),
                Thread.ofPlatform().daemon().name("weightgate-worker-", 1).factory());
    }

    public int threads() {
        return threads;
    }

    /// Something done for the rows `from` (inclusive) to `to` (exclusive).
    interface Rows {
        void compute(int from, int to);
    }

    /// Computes all rows in `[0, rows)` and returns when all are done.
    ///
    /// @param workPerRow multiplications per row, to leave small work on the calling thread
    void split(int rows, long workPerRow, Rows work) {
        int parts = Math.clamp(rows * workPerRow / WORTH_SHARING, 1, Math.min(threads, rows));
        if (parts == 1) {
            work.compute(0, rows);
            return;
        }
        List<Future<?>> others = new ArrayList<>();
        for (int part = 1; part < parts; part++) {
            int from = bound(rows, part, parts);
            int to = bound(rows, part + 1, parts);
            others.add(helpers.submit(() -> work.compute(from, to)));
        }
        try {
            work.compute(0, bound(rows, 1, parts));
        } finally {
            others.forEach(Workers::join);
        }
    }

    @Override
    public void close() {
        helpers.close();
    }

    private static int bound(int rows, int part, int parts) {
        return (int) ((long) rows * part / parts);
    }

    private static void join(Future<?> other) {
        try {
            other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while computing", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("computing failed", e);
        }
    }
}
