package org.weightgate.review;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;

/// Ends holds when their time has come.
@ApplicationScoped
class HoldClock {

    private final HoldDesk desk;

    HoldClock(HoldDesk desk) {
        this.desk = desk;
    }

    @Scheduled(every = "${weightgate.holds.every:1s}", concurrentExecution = SKIP)
    void endAllDue() {
        HoldDesk.@Nullable Due last = null;
        List<HoldDesk.Due> due = desk.due(null);
        while (!due.isEmpty()) {
            due.forEach(one -> end(one.id()));
            last = due.getLast();
            due = desk.due(last);
        }
    }

    /// One that fails is tried again the next time and keeps nobody else waiting.
    private void end(UUID id) {
        try {
            desk.end(id);
        } catch (RuntimeException failure) {
            Log.errorf(failure, "the decision on request %s could not take effect yet", id);
        }
    }
}
