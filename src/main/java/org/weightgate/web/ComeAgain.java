package org.weightgate.web;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// How long those who are turned away should stay away: as long as it takes to serve all who were turned away lately. If
/// thousands were told the same few seconds, the portal would be busy with turning them away.
@Singleton
class ComeAgain {

    static final int SHORTEST = 3;
    /// Longer, and a portal that has caught up stands idle while they stay away.
    static final int LONGEST = 15;

    private final LongSupplier nanoTime;
    private final PerSecond away = new PerSecond();
    private final PerSecond served = new PerSecond();
    private long second = Long.MIN_VALUE;
    private int wait = SHORTEST;

    @Inject
    ComeAgain() {
        this(System::nanoTime);
    }

    ComeAgain(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void served() {
        served.count(tick());
    }

    /// Seconds for one who is turned away now. Spread over as many, so that a crowd does not come back as one.
    synchronized int turnedAway() {
        away.count(tick());
        return wait == SHORTEST ? wait : wait / 2 + ThreadLocalRandom.current().nextInt(wait + 1);
    }

    private long tick() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        if (now != second) {
            second = now;
            // whoever waits has been turned away once in that time, or was and has been served since
            long crowd = away.sum(now, wait) - served.sum(now, wait);
            wait = Math.clamp(Math.ceilDiv(crowd, Math.max(1, served.most(now))), SHORTEST, LONGEST);
        }
        return now;
    }

    /// Counts of the last seconds, each in the place of its second.
    private static final class PerSecond {

        // one more for the second that is not over
        private final long[] seconds = new long[LONGEST + 1];
        private final int[] counts = new int[LONGEST + 1];

        void count(long second) {
            int place = place(second);
            if (seconds[place] != second) {
                seconds[place] = second;
                counts[place] = 0;
            }
            counts[place]++;
        }

        long sum(long now, int last) {
            return before(now, last).sum();
        }

        long most(long now) {
            return before(now, LONGEST).max().orElse(0);
        }

        private LongStream before(long now, int last) {
            return LongStream.range(now - last, now)
                    .map(second -> seconds[place(second)] == second ? counts[place(second)] : 0);
        }

        private int place(long second) {
            return Math.floorMod(second, seconds.length);
        }
    }
}
