package org.weightgate.grants;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseRangeTest {

    @ParameterizedTest
    @CsvSource({ "1.0.0,1.x", "v2.1,2.x", "10,10.x", "1.0.0-rc.1,1.x", "2023-10,2023.x", "first,first", "01.0,01.0" })
    void aGrantIsGivenForAReleaseAndItsMinorSisters(String version, String range) {
        assertThat(ReleaseRange.around(version).text()).isEqualTo(range);
    }

    @ParameterizedTest
    @CsvSource({ "1.x,1.0.0,true", "1.x,1.99.3,true", "1.x,2.0.0,false", "1.x,10.0,false", "first,first,true",
            "first,second,false", "*,anything,true" })
    void coversWhatItSays(String range, String version, boolean covered) {
        assertThat(new ReleaseRange(range).covers(version)).isEqualTo(covered);
    }
}
