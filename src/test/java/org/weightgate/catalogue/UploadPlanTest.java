package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPlanTest {

    @ParameterizedTest
    @CsvSource({ "0, 8388608", "8388608, 8388608", "8388608000, 8388608", "8388608001, 16777216",
            "5497558138880, 8589934592" })
    void partsStayFewAndAreNeverSmall(long size, long expected) {
        assertThat(UploadPlan.partSize(size)).isEqualTo(expected);
    }
}
