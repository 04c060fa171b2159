package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Ends a body that sends nothing any more, which the HTTP client itself would wait for without end.
final class StallGuard implements AutoCloseable {

    /// A body and when it last sent something.
    static final class Watched implements AutoCloseable {

        private final StallGuard guard;
        private final InputStream body;
        private volatile long lastHeard = System.nanoTime();

        private Watched(StallGuard guard, InputStream body) {
            this.guard = guard;
            this.body = body;
        }

        int read(byte[] buffer, int length) throws IOException {
            int read = body.read(buffer, 0, length);
            lastHeard = System.nanoTime();
            return read;
        }

        /// Wakes whoever waits in [#read] with an end or an error; either counts as a short body.
        private void end() {
            try {
                close();
            } catch (IOException _) {
                lastHeard = System.nanoTime();
            }
        }

        @Override
        public void close() throws IOException {
            guard.watched.remove(this);
            body.close();
        }
    }

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Duration patience;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("stall-guard").factory());

    StallGuard(Duration patience) {
        this.patience = patience;
        long period = Math.max(50, patience.toMillis() / 8);
        var _ = timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    Watched watch(InputStream body) {
        var one = new Watched(this, body);
        watched.add(one);
        return one;
    }

    private void look() {
        long now = System.nanoTime();
        List<Watched> stalled = watched.stream().filter(one -> now - one.lastHeard > patience.toNanos()).toList();
        stalled.forEach(Watched::end);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
