package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

    @ParameterizedTest
    @CsvSource({ "0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1536, 1.5 KiB", "41943040, 40.0 MiB", "141733920768, 132 GiB" })
    void sizesAreSaidInBinaryUnits(long bytes, String words) {
        assertThat(Sizes.inBinaryUnits(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({ "1, under a minute at 100 Mbit/s", "7500000000, about 10 min at 100 Mbit/s",
            "141733920768, about 3 h at 100 Mbit/s" })
    void andInTime(long bytes, String words) {
        assertThat(Sizes.downloadTime(bytes)).isEqualTo(words);
    }
}
