package org.weightgate.requests;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;

/// Takes removed files out of the store. The row goes last, so whoever dies in the middle leaves it to the next.
@ApplicationScoped
class AttachmentClearing {

    private static final int AT_ONCE = 100;

    private final Attachments attachments;
    private final AttachmentStore store;

    AttachmentClearing(Attachments attachments, AttachmentStore store) {
        this.attachments = attachments;
        this.store = store;
    }

    @Scheduled(every = "${weightgate.attachments.clear-every:1m}", concurrentExecution = SKIP)
    void clear() {
        for (int i = 0; i < AT_ONCE && QuarkusTransaction.requiringNew().call(this::clearOne); i++) {
            Thread.onSpinWait();
        }
    }

    private boolean clearOne() {
        var next = attachments.nextToClear();
        if (next.isEmpty() || !store.remove(next.get().get("key", String.class))) {
            return false;
        }
        attachments.forget(next.get().get("id", UUID.class));
        return true;
    }
}
