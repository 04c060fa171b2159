package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @CsvSource({ "Verifying", "Downloading", "Hashing" })
    void aLineIsNeverWiderThanATerminal(String verb) {
        var bar = new Progress.Bar(new PrintWriter(new StringWriter()), verb);

        for (long rate : new long[] { 0, 1, 20 << 20, 999 << 20 }) {
            for (long done : new long[] { 0, 1, 1011 * GIB, 1012 * GIB }) {
                assertThat(bar.line(done, 1012 * GIB, (double) rate)).hasSizeLessThan(80).startsWith(verb + " ")
                        .contains("1012.0 GiB");
            }
        }
        assertThat(bar.line(GIB, 2 * GIB, 1 << 20)).contains("#####-----", "50%", "17:04 left");
    }
}
