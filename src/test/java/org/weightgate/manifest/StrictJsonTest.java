package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static final int CONTAINERS = 250_000;

    /// The object itself and its list count, too.
    @ParameterizedTest
    @ValueSource(strings = { "[]", "{}" })
    void aQuarterOfAMillionListsOrObjectsAreReadAndNoMore(String one) throws ManifestFormatException {
        assertThat(StrictJson.parse("some.json", many(one, CONTAINERS - 2), 1 << 20)).isNotNull();

        assertThatThrownBy(() -> StrictJson.parse("some.json", many(one, CONTAINERS - 1), 1 << 20))
                .isInstanceOf(ManifestFormatException.class).hasMessageContaining("at most 250000 are read");
    }

    @Test
    void twoMillionValuesAreReadAndNoMore() throws ManifestFormatException {
        assertThat(StrictJson.parse("some.json", many("0", 1_999_998), 1 << 23)).isNotNull();

        assertThatThrownBy(() -> StrictJson.parse("some.json", many("0", 1_999_999), 1 << 23))
                .isInstanceOf(ManifestFormatException.class).hasMessageContaining("at most 2000000 values");
    }

    @Test
    void documentIsReadUpToItsSize() throws ManifestFormatException {
        byte[] json = many("0", 10);

        assertThat(StrictJson.parse("some.json", json, json.length)).isNotNull();
        assertThatThrownBy(() -> StrictJson.parse("some.json", json, json.length - 1))
                .isInstanceOf(ManifestFormatException.class).hasMessageContaining("at most " + (json.length - 1) + " bytes");
    }

    private static byte[] many(String one, int count) {
        return ("{\"x\":[" + (one + ",").repeat(count) + "0]}").getBytes(StandardCharsets.US_ASCII);
    }
}
