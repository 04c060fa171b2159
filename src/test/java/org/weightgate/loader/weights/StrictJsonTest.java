package org.weightgate.loader.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class StrictJsonTest {

    @Test
    void aMillionListsAreRead() throws WeightFormatException {
        assertThat(StrictJson.parse("some.json", lists(999_000))).isNotNull();
    }

    @Test
    void moreListsThanThatAreRefusedByTheirNumber() {
        assertThatThrownBy(() -> StrictJson.parse("some.json", lists(1_000_000)))
                .isInstanceOf(WeightFormatException.class).hasMessageContaining("1000000 objects and arrays");
    }

    private static byte[] lists(int count) {
        return ("{\"x\":[" + "[],".repeat(count) + "0]}").getBytes(StandardCharsets.US_ASCII);
    }
}
