package org.weightgate.downloads;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.io.IOException;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.events.DatabaseClock;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import software.amazon.awssdk.core.exception.SdkException;

/// Reads the store's access log as it comes, so that bytes really fetched, and from which networks, are known per grant.
@ApplicationScoped
class AccessLogReader {

    private final AccessLogs logs;
    private final AccessLogBook book;
    private final NetworkAlerts alerts;
    private final AccessLogConfig config;
    private final DatabaseClock clock;

    AccessLogReader(AccessLogs logs, AccessLogBook book, NetworkAlerts alerts, AccessLogConfig config, DatabaseClock clock) {
        this.logs = logs;
        this.book = book;
        this.alerts = alerts;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "${weightgate.access-log.every:1m}", concurrentExecution = SKIP)
    void readWhatIsNew() {
        if (config.bucket().isEmpty()) {
            return;
        }
        try {
            var now = QuarkusTransaction.requiringNew().call(clock::now);
            book.note(logs.since(now.minus(config.lookBack())));
            Optional<AccessLogBook.Task> next = book.claim(config.lease());
            while (next.isPresent()) {
                read(next.get());
                next = book.claim(config.lease());
            }
        } catch (SdkException unavailable) {
            Log.warnf("the store's access log is read again later: %s", unavailable.getClass().getSimpleName());
        }
    }

    private void read(AccessLogBook.Task task) {
        try {
            book.enter(task, logs.read(task.key())).forEach(alerts::check);
        } catch (IOException e) {
            Log.warnf("log object %s is read again later: %s", task.key(), e.getMessage());
        }
    }
}
