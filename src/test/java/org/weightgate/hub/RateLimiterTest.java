package org.weightgate.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.weightgate.hub.RateLimiter.Kind;

class RateLimiterTest {

    private final AtomicLong clock = new AtomicLong(1000);
    private final RateLimiter limiter = new RateLimiter(2, 3, 100, clock::get);

    @Test
    void aCallerWaitsOnceTheWindowIsUsedUp() {
        assertThat(limiter.take(Kind.API, "a").header()).isEqualTo("\"api\";r=1;t=100");
        assertThat(limiter.take(Kind.API, "a").left()).isZero();

        clock.set(1040);

        var over = limiter.take(Kind.API, "a");
        assertThat(over.left()).isNegative();
        assertThat(over.header()).isEqualTo("\"api\";r=0;t=60");
        assertThat(over.policy()).isEqualTo("\"fixed window\";\"api\";q=2;w=100");
        clock.set(1100);
        assertThat(limiter.take(Kind.API, "a").left()).isEqualTo(1);
    }

    @Test
    void manyWhoAskOnceDoNotSetFreeWhoAskedTooMuch() {
        for (int i = 0; i < 3; i++) {
            limiter.take(Kind.API, "busy");
        }
        for (int i = 0; i <= RateLimiter.MOST_CALLERS + 1; i++) {
            limiter.take(Kind.API, "one " + i);
        }

        assertThat(limiter.take(Kind.API, "busy").left()).isNegative();
        assertThat(limiter.take(Kind.API, "one 1").left()).isEqualTo(1);
    }

    @Test
    void callersAndKindsAreCountedApart() {
        limiter.take(Kind.API, "a");

        assertThat(limiter.take(Kind.API, "b").left()).isEqualTo(1);
        assertThat(limiter.take(Kind.RESOLVERS, "a").left()).isEqualTo(2);
    }
}
