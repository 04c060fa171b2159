package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void aTrickleIsNoticedWhenItsWindowIsOver() {
        var pace = new Pace(Duration.ofSeconds(60), 0);

        for (int second = 1; second < 60; second++) {
            assertThat(pace.isTooSlow(1, second * SECOND)).isFalse();
        }
        assertThat(pace.isTooSlow(1, 60 * SECOND)).isTrue();
        assertThat(pace.words()).contains("1024 bytes a second for 60 s");
    }

    @Test
    void aSlowLineIsBorne() {
        var pace = new Pace(Duration.ofSeconds(60), 5);

        for (int second = 1; second < 600; second++) {
            assertThat(pace.isTooSlow(1100, 5 + second * SECOND)).isFalse();
        }
    }

    @Test
    void theClockMayBeAnywhere() {
        var pace = new Pace(Duration.ofSeconds(1), Long.MAX_VALUE - SECOND / 2);

        assertThat(pace.isTooSlow(1, Long.MIN_VALUE + SECOND)).isTrue();
    }
}
