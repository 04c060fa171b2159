package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ComeAgainTest {

    private static final int PACE = 100;

    private long now;
    private final ComeAgain again = new ComeAgain(() -> now);

    @Test
    void theFirstComeAgainSoon() {
        assertThat(again.turnedAway()).isEqualTo(ComeAgain.SHORTEST);
    }

    @Test
    void aPortalThatServesNobodyIsAskedSeldom() {
        for (int second = 0; second < 100; second++) {
            now = TimeUnit.SECONDS.toNanos(second);
            for (int one = 0; one < 10; one++) {
                again.turnedAway();
            }
        }
        assertThat(again.turnedAway()).isBetween(ComeAgain.LONGEST / 2, ComeAgain.LONGEST * 3 / 2);
    }

    /// Five thousand at once, of whom a hundred are served in a second.
    @Test
    void aCrowdIsServedInItsTimeAndAsksFewTimes() {
        var comes = new PriorityQueue<Long>(Comparator.naturalOrder());
        for (int one = 0; one < 5000; one++) {
            comes.add(0L);
        }
        int asked = 0;
        long second = -1;
        int servedNow = 0;
        while (!comes.isEmpty()) {
            long at = comes.remove();
            if (at != second) {
                second = at;
                servedNow = 0;
            }
            now = TimeUnit.SECONDS.toNanos(second);
            asked++;
            if (servedNow < PACE) {
                servedNow++;
                again.served();
            } else {
                comes.add(second + again.turnedAway());
            }
        }
        assertThat(second).as("seconds until all are served").isLessThan(200);
        assertThat(asked / 5000.0).as("times each asked").isLessThan(5);
    }

    @Test
    void afterACrowdTheWaitIsShortAgain() {
        for (int one = 0; one < 10_000; one++) {
            again.turnedAway();
        }
        now = TimeUnit.SECONDS.toNanos(1);
        assertThat(again.turnedAway()).isGreaterThan(ComeAgain.SHORTEST);
        now = TimeUnit.SECONDS.toNanos(300);
        assertThat(again.turnedAway()).isEqualTo(ComeAgain.SHORTEST);
    }
}
