package org.weightgate.loader.transfer;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before trying again: doubling, with jitter, never shorter than the server asked for.
record Backoff(Duration first, Duration longest) {

    static final Backoff USUAL = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(20));

    private static final int MOST_SECONDS_ASKED_FOR = 120;

    Duration delay(int attempt, Optional<Duration> asked) {
        long ceiling = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt, 16));
        long jittered = ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1);
        return Duration.ofMillis(Math.max(jittered, asked.map(Duration::toMillis).orElse(0L)));
    }

    void pause(int attempt, Optional<Duration> asked) throws InterruptedException {
        Thread.sleep(delay(attempt, asked));
    }

    /// What `Retry-After` asks for in seconds, up to two minutes.
    static Optional<Duration> asked(HttpResponse<?> response) {
        return asked(response.headers().firstValue("Retry-After"));
    }

    static Optional<Duration> asked(Optional<String> retryAfter) {
        return retryAfter.filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Math.min(MOST_SECONDS_ASKED_FOR, Long.parseLong(value))));
    }

    static boolean isWorthTrying(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }
}
