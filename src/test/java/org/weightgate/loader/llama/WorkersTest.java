package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {

    private static final long MUCH = 1 << 20;

    @ParameterizedTest
    @CsvSource({ "1,1", "1,100", "2,1", "2,7", "3,16", "8,3", "8,1000" })
    void everyRowIsComputedOnceWhateverTheThreads(int threads, int rows) {
        try (var workers = new Workers(threads)) {
            for (int round = 0; round < 2000; round++) {
                var seen = new AtomicIntegerArray(rows);

                workers.split(rows, MUCH, (from, to) -> {
                    for (int row = from; row < to; row++) {
                        seen.incrementAndGet(row);
                    }
                });

                for (int row = 0; row < rows; row++) {
                    assertThat(seen.get(row)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void whatGoesWrongInAnyThreadReachesTheCallerAndTheNextWorkIsDone() {
        try (var workers = new Workers(3)) {
            for (int round = 0; round < 200; round++) {
                int bad = round % 24;
                assertThatThrownBy(() -> workers.split(24, MUCH, (from, to) -> {
                    if (from <= bad && bad < to) {
                        throw new IllegalStateException("row " + bad);
                    }
                })).isInstanceOf(IllegalStateException.class).hasMessage("row " + bad);
            }
            var seen = new AtomicIntegerArray(24);

            workers.split(24, MUCH, (from, to) -> seen.addAndGet(from, to - from));

            int sum = 0;
            for (int row = 0; row < 24; row++) {
                sum += seen.get(row);
            }
            assertThat(sum).isEqualTo(24);
        }
    }

    @Test
    void smallWorkStaysOnTheCallingThread() {
        Thread caller = Thread.currentThread();
        try (var workers = new Workers(4)) {
            workers.split(10, 1, (_, _) -> assertThat(Thread.currentThread()).isSameAs(caller));
        }
    }

    @Test
    void closedWorkersRefuse() {
        var workers = new Workers(2);
        workers.close();

        assertThatThrownBy(() -> workers.split(100, MUCH, (_, _) -> {
        })).hasMessageContaining("closed");
    }
}
