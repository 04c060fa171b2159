package org.weightgate.requests;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;

/// Reminds the owners of idle requests, and closes those that stay silent.
@ApplicationScoped
class LapseClock {

    private final LapseDesk desk;

    LapseClock(LapseDesk desk) {
        this.desk = desk;
    }

    @Scheduled(every = "${weightgate.lapse.every:1h}", concurrentExecution = SKIP)
    void lookAfterAllIdle() {
        List<UUID> idle = desk.idle(new UUID(0, 0));
        while (!idle.isEmpty()) {
            idle.forEach(this::lookAfter);
            idle = desk.idle(idle.getLast());
        }
    }

    /// One that fails is tried again the next time and keeps nobody else waiting.
    private void lookAfter(UUID request) {
        try {
            desk.lookAfter(request);
        } catch (RuntimeException failure) {
            Log.errorf(failure, "the idle request %s could not be looked after", request);
        }
    }
}
