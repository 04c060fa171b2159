package org.weightgate.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.hub.ByteRange.Outside;
import org.weightgate.hub.ByteRange.Part;
import org.weightgate.hub.ByteRange.Whole;

class ByteRangeTest {

    @Test
    void oneRangeIsAPart() {
        assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new Part(0, 0));
        assertThat(ByteRange.of("bytes=3-", 10)).isEqualTo(new Part(3, 9));
        assertThat(ByteRange.of("bytes=3-99", 10)).isEqualTo(new Part(3, 9));
        assertThat(ByteRange.of("bytes=-4", 10)).isEqualTo(new Part(6, 9));
        assertThat(ByteRange.of("bytes=-400", 10)).isEqualTo(new Part(0, 9));
    }

    @Test
    void whatLiesBehindTheEndIsOutside() {
        assertThat(ByteRange.of("bytes=10-", 10)).isEqualTo(new Outside());
        assertThat(ByteRange.of("bytes=999999999999999999-", 10)).isEqualTo(new Outside());
        assertThat(ByteRange.of("bytes=-0", 10)).isEqualTo(new Outside());
        assertThat(ByteRange.of("bytes=0-0", 0)).isEqualTo(new Outside());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "items=0-1", "bytes=a-b",
            "bytes=9999999999999999999999-" })
    void whatCannotBeUnderstoodIsIgnored(String header) {
        assertThat(ByteRange.of(header, 10)).isEqualTo(new Whole());
    }
}
