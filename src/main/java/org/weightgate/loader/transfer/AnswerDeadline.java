package org.weightgate.loader.transfer;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Ends a connection whose answer has not begun in time. A read timeout alone only notices silence, and a server that sends a
/// letter of its headers now and then is never silent.
final class AnswerDeadline {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private enum Standing {
        ASKING,
        OVERDUE,
        DONE
    }

    /// What is asked over the connection.
    @FunctionalInterface
    interface Asking {
        int status() throws IOException;
    }

    private AnswerDeadline() {
    }

    /// The status of the answer, once it and the headers are there.
    ///
    /// @throws IOException with words for a user where that takes longer than `patience`
    static int status(HttpURLConnection connection, Duration patience, Asking asking) throws IOException {
        var standing = new AtomicReference<>(Standing.ASKING);
        ScheduledFuture<?> expiry = CLOCK.schedule(() -> {
            if (standing.compareAndSet(Standing.ASKING, Standing.OVERDUE)) {
                // Saying goodbye over TLS waits for whoever is writing, and must not stop the clock.
                Thread.ofVirtual().name("answer-overdue").start(() -> end(connection, standing));
            }
        }, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int status = asking.status();
            if (standing.compareAndSet(Standing.ASKING, Standing.DONE)) {
                return status;
            }
            throw new IOException("the connection was ended");
        } catch (IOException | RuntimeException failure) {
            // It is ended under the hands of whoever reads it, who may stumble over anything.
            if (!standing.compareAndSet(Standing.ASKING, Standing.DONE)) {
                throw new IOException("its answer had not begun after " + patience.toSeconds() + " s", failure);
            }
            throw failure;
        } finally {
            standing.set(Standing.DONE);
            expiry.cancel(false);
        }
    }

    /// Again and again, because there is nothing to end while the connection is still being made.
    private static void end(HttpURLConnection connection, AtomicReference<Standing> standing) {
        while (standing.get() == Standing.OVERDUE) {
            connection.disconnect();
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }

    private static ScheduledThreadPoolExecutor clock() {
        var clock = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("answer-deadlines").factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }
}
