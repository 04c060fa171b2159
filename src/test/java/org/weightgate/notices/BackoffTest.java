package org.weightgate.notices;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(ofSeconds(4), ofMinutes(1));

    @Test
    void doublesWithEachFailure() {
        assertThat(BACKOFF.after(1, 0)).isEqualTo(ofSeconds(2));
        assertThat(BACKOFF.after(2, 0)).isEqualTo(ofSeconds(4));
        assertThat(BACKOFF.after(3, 0)).isEqualTo(ofSeconds(8));
    }

    @Test
    void staysBelowTheLongestWait() {
        assertThat(BACKOFF.after(Integer.MAX_VALUE, 0.999)).isLessThan(ofMinutes(1)).isGreaterThan(ofSeconds(59));
    }

    @Test
    void isSpreadOverHalfTheWait() {
        assertThat(BACKOFF.after(1, 0.5)).isEqualTo(ofSeconds(3));
    }
}
