package org.weightgate.catalogue;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

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

    @Inject
    UploadSweep(UploadBook book, BlobStore store, S3Config config) {
        this(book, store, config.uploadsKept());
    }

    UploadSweep(UploadBook book, BlobStore store, Duration age) {
        this.book = book;
        this.store = store;
        this.age = age;
    }

    @Scheduled(every = "${weightgate.s3.sweep-every:1h}", concurrentExecution = SKIP)
    void sweep() {
        try {
            endAbandoned();
            endUnknown();
        } catch (SdkException unavailable) {
            Log.warnf("uploads left behind are ended later: %s", unavailable.getMessage());
        }
    }

    private void endAbandoned() {
        Optional<UploadBook.Upload> next = book.abandoned(age, LEASE);
        while (next.isPresent()) {
            UploadBook.Upload upload = next.get();
            store.abandon(upload.model(), upload.sha256(), upload.uploadId());
            book.forget(upload);
            next = book.abandoned(age, LEASE);
        }
    }

    /// What a portal began in the store and did not come to write down. Any number of replicas may end the same.
    void endUnknown() {
        List<BlobStore.Begun> old = store.begunBefore(book.timeBefore(age), book.models());
        Set<String> known = old.isEmpty() ? Set.of() : book.known(old.stream().map(BlobStore.Begun::uploadId).toList());
        old.stream().filter(upload -> !known.contains(upload.uploadId())).forEach(store::abandon);
    }
}
