package org.weightgate.hub;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// Counts requests per caller in windows of fixed length, for this replica. It only keeps a runaway script from taking the
/// portal from everybody else; what may be downloaded is the gate's matter.
@Singleton
class RateLimiter {

    enum Kind {
        API,
        RESOLVERS
    }

    static final int MOST_CALLERS = 100_000;
    private static final int ROOM = MOST_CALLERS / 10;

    /// `left` is below zero when the caller has to wait.
    record Budget(Kind kind, int quota, int left, long secondsLeft, long windowSeconds) {

        /// The same, when something else than this budget makes the caller wait.
        Budget waiting(long seconds) {
            return new Budget(kind, quota, 0, seconds, windowSeconds);
        }

        String header() {
            return '"' + name() + "\";r=" + Math.max(0, left) + ";t=" + secondsLeft;
        }

        String policy() {
            return "\"fixed window\";\"" + name() + "\";q=" + quota + ";w=" + windowSeconds;
        }

        private String name() {
            return switch (kind) {
                case API -> "api";
                case RESOLVERS -> "resolvers";
            };
        }
    }

    private record Caller(Kind kind, String name) {
    }

    private final int api;
    private final int resolvers;
    private final long windowSeconds;
    private final LongSupplier seconds;
    private final ConcurrentHashMap<Caller, AtomicInteger> used = new ConcurrentHashMap<>();
    private volatile long window;

    @Inject
    RateLimiter(HubConfig config) {
        this(config.apiRequests(), config.fileRequests(), config.window().toSeconds(),
                () -> System.nanoTime() / 1_000_000_000L);
    }

    RateLimiter(int api, int resolvers, long windowSeconds, LongSupplier seconds) {
        this.api = api;
        this.resolvers = resolvers;
        this.windowSeconds = Math.max(1, windowSeconds);
        this.seconds = seconds;
        this.window = Math.floorDiv(seconds.getAsLong(), this.windowSeconds);
    }

    Budget take(Kind kind, String caller) {
        long now = seconds.getAsLong();
        long current = Math.floorDiv(now, windowSeconds);
        if (current != window) {
            window = current;
            used.clear();
        }
        if (used.size() > MOST_CALLERS) {
            forgetThoseWhoAskedLeast();
        }
        int quota = kind == Kind.API ? api : resolvers;
        int count = used.computeIfAbsent(new Caller(kind, caller), _ -> new AtomicInteger())
                .accumulateAndGet(1, (before, one) -> Math.min(before + one, quota + 1));
        return new Budget(kind, quota, quota - count, windowSeconds - Math.floorMod(now, windowSeconds), windowSeconds);
    }

    /// So that many who ask once do not set free who asks too much.
    private void forgetThoseWhoAskedLeast() {
        for (int few = 1; used.size() > MOST_CALLERS - ROOM; few *= 2) {
            int most = few;
            used.values().removeIf(count -> count.get() <= most);
        }
    }
}
