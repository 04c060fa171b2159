package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void whatItReadsAndComputesWithCanBeRead() {
        assertThatCode(WarmUp::signatures).doesNotThrowAnyException();
    }
}
