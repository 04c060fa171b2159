package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class StrictJsonTest {

    @Test
    void aQuarterOfAMillionListsAreRead() throws ManifestFormatException {
        assertThat(StrictJson.parse("some.json", lists(249_000), 1 << 20)).isNotNull();
    }

    @Test
    void moreListsThanThatAreRefusedByTheirNumber() {
        assertThatThrownBy(() -> StrictJson.parse("some.json", lists(250_000), 1 << 20))
                .isInstanceOf(ManifestFormatException.class).hasMessageContaining("at most 250000 are read");
    }

    private static byte[] lists(int count) {
        return ("{\"x\":[" + "[],".repeat(count) + "0]}").getBytes(StandardCharsets.US_ASCII);
    }
}
