package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class StrangerLimitsTest {

    private final StrangerLimits limits = new StrangerLimits();

    @Test
    void oneNetworkLeavesLittleAndAnotherIsFree() {
        assertThat(Stream.generate(() -> limits.allow("192.0.2.0")).limit(StrangerLimits.AT_ONCE)).containsOnly(true);

        assertThat(Stream.generate(() -> limits.allow("192.0.2.0")).limit(100)).contains(false);
        assertThat(limits.allow("198.51.100.0")).isTrue();
    }
}
