package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/// One request and its answer, in a thread of its own, so that whoever waits can walk away: a server decides how long a write,
/// a record or a goodbye over TLS takes, or the length of a chunk, and the JDK's timeouts only notice silence.
final class WatchedCall {

    /// All that is done over the connection.
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws IOException;
    }

    /// Something with an effect elsewhere.
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private static final int LOOKS = 4;
    private static final Duration LONGEST_LOOK = Duration.ofMillis(250);
    private static final int MOST_HEADER_LINES = 1000;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final ExecutorService THREADS = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("calls-", 0).factory());

    private final HttpURLConnection connection;
    private final Duration limit;
    private final Duration window;
    private final long asked = System.nanoTime();
    private final LongAdder arrived = new LongAdder();
    private volatile long begun;
    private volatile @Nullable Pace pace;
    private boolean isLeft;

    /// The answer has to begin within `limit`; then no `window` may bring next to nothing.
    WatchedCall(HttpURLConnection connection, Duration limit, Duration window) {
        this.connection = connection;
        this.limit = limit;
        this.window = window;
    }

    /// What came of the exchange.
    ///
    /// @throws SlowAnswerException when it takes too long; the exchange may go on for nobody
    /// @throws EndlessAnswerException when it is not meant to end
    <T> T answer(Exchange<T> exchange) throws IOException {
        Future<T> answer = THREADS.submit(exchange::run);
        try {
            return await(answer);
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case IOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case Error broken -> throw broken;
                case null, default -> throw new IllegalStateException(failure);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("it was stopped");
        } finally {
            if (!answer.isDone()) {
                leave(answer);
            }
        }
    }

    private <T> T await(Future<T> answer) throws ExecutionException, InterruptedException, IOException {
        Duration share = (limit.compareTo(window) < 0 ? limit : window).dividedBy(LOOKS);
        long look = (share.compareTo(LONGEST_LOOK) < 0 ? share : LONGEST_LOOK).toNanos();
        while (true) {
            try {
                return answer.get(look, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                if (!answer.isDone()) {
                    requireFewTrailers();
                    requirePace(System.nanoTime());
                }
            }
        }
    }

    /// The JDK bounds the lines before a body and keeps all that come after one. They cannot be stopped, only left: its streams
    /// are locked by whoever reads them.
    private void requireFewTrailers() throws EndlessAnswerException {
        if (hasBegun() && connection.getHeaderFieldKey(MOST_HEADER_LINES) != null) {
            throw new EndlessAnswerException();
        }
    }

    private void requirePace(long now) throws SlowAnswerException {
        Pace body = pace;
        if (body == null && now - asked >= limit.toNanos()) {
            throw new SlowAnswerException("its answer had not begun after " + limit.toSeconds() + " s");
        }
        if (body != null && body.isTooSlow(arrived.sumThenReset(), now)) {
            throw new SlowAnswerException(body.words());
        }
    }

    /// The status of the answer, once it and the headers are there.
    int status() throws IOException {
        try {
            int status = connection.getResponseCode();
            begun = System.nanoTime();
            pace = new Pace(window, begun);
            return status;
        } catch (StackOverflowError _) {
            // The JDK reads one interim answer (1xx) inside the other.
            throw new EndlessAnswerException();
        }
    }

    /// Takes note of more of the answer's body.
    void arrived(int bytes) {
        arrived.add(bytes);
    }

    /// Does something that must not happen once nobody waits any more.
    synchronized void step(Step step) throws IOException {
        if (isLeft) {
            throw new IOException("nobody waits for it any more");
        }
        step.run();
    }

    boolean hasBegun() {
        return pace != null;
    }

    /// How long the answer's beginning was, or has been, waited for.
    Duration waited() {
        return Duration.ofNanos((hasBegun() ? begun : System.nanoTime()) - asked);
    }

    private void leave(Future<?> answer) {
        synchronized (this) {
            isLeft = true;
        }
        THREADS.execute(() -> end(answer));
    }

    /// Again and again, because there is nothing to end while the connection is still being made.
    private void end(Future<?> answer) {
        while (!answer.isDone()) {
            connection.disconnect();
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }
}
