package org.weightgate.loader.transfer;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ends a connection whose answer has not begun in time. A read timeout alone only notices silence, and a server that sends a
/// letter of its headers now and then is never silent.
final class AnswerDeadline {

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

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
        var isOver = new AtomicBoolean();
        ScheduledFuture<?> end = CLOCK.schedule(() -> {
            isOver.set(true);
            connection.disconnect();
        }, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int status = asking.status();
            if (!isOver.get()) {
                return status;
            }
            throw new IOException("the connection was ended");
        } catch (IOException | RuntimeException failure) {
            // It is ended under the hands of whoever reads it, who may stumble over anything.
            if (isOver.get()) {
                throw new IOException("its answer had not begun after " + patience.toSeconds() + " s", failure);
            }
            throw failure;
        } finally {
            end.cancel(false);
        }
    }

    private static ScheduledThreadPoolExecutor clock() {
        var clock = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("answer-deadlines").factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }
}
