package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

class HandoverTest {

    @Test
    void whoLeavesAndWhoWritesTheEndNeverBothWin() throws Exception {
        var barrier = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2000; i++) {
                var handover = new Handover();
                var left = threads.submit(() -> {
                    barrier.await();
                    return handover.leave();
                });
                var written = threads.submit(() -> {
                    barrier.await();
                    return handover.write();
                });

                assertThat(left.get()).isNotEqualTo(written.get());
                assertThat(handover.left()).isEqualTo(left.get());
                assertThat(handover.written()).isEqualTo(written.get());
            }
        }
    }

    @Test
    void leavingTwiceIsLeaving() {
        var handover = new Handover();

        assertThat(handover.leave()).isTrue();
        assertThat(handover.leave()).isTrue();
        assertThat(handover.write()).isFalse();
    }
}
