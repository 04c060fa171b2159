package org.weightgate.catalogue;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import software.amazon.awssdk.core.exception.SdkException;

/// Ends uploads that nobody goes on with: a store keeps their parts, and asks money for them, for ever.
@ApplicationScoped
class UploadSweep {

    private static final Duration LEASE = Duration.ofHours(1);

    private final UploadBook book;
    private final BlobStore store;
    private final Duration age;

    UploadSweep(UploadBook book, BlobStore store, S3Config config) {
        this.book = book;
        this.store = store;
        this.age = config.uploadsKept();
    }

    @Scheduled(every = "${weightgate.s3.sweep-every:1h}", concurrentExecution = SKIP)
    void endAbandoned() {
        Optional<UploadBook.Upload> next = book.abandoned(age, LEASE);
        while (next.isPresent()) {
            UploadBook.Upload upload = next.get();
            try {
                store.abandon(upload.model(), upload.sha256(), upload.uploadId());
            } catch (SdkException unavailable) {
                Log.warnf("an abandoned upload is ended later: %s", unavailable.getMessage());
                return;
            }
            book.forget(upload);
            next = book.abandoned(age, LEASE);
        }
    }
}
