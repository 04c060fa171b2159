package org.weightgate.grants;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;

/// Writes down which grants the clock has ended. No download waits for it: the gate reads the clock itself.
@ApplicationScoped
class GrantExpiry {

    private final GrantDesk desk;

    GrantExpiry(GrantDesk desk) {
        this.desk = desk;
    }

    @Scheduled(every = "${weightgate.grants.expiry-every:30s}", concurrentExecution = SKIP)
    void expireAllOver() {
        int ended;
        do {
            ended = desk.expireSome();
        } while (ended > 0);
    }
}
