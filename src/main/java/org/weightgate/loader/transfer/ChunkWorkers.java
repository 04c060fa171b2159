package org.weightgate.loader.transfer;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.weightgate.loader.transfer.ChunkQueue.Chunk;
import org.weightgate.manifest.VerificationException;

/// Fetches the missing chunks of files over several connections at once: each worker takes the next chunk, asks for it until it is
/// right, and with a file's last one gives the file its place. What goes wrong first ends all of them.
final class ChunkWorkers {

    private final TargetFolder target;
    private final Ticket.Source tickets;
    private final BlobCache cache;
    private final TransferProgress progress;
    private final Backoff backoff;
    private final ChunkFetch fetch;
    private final FirstFailure failed = new FirstFailure();

    /// `patience` is how long a server may send nothing, or next to nothing.
    ChunkWorkers(TargetFolder target, Ticket.Source tickets, BlobCache cache, TransferProgress progress, Backoff backoff,
            Duration patience) {
        this.target = target;
        this.tickets = tickets;
        this.cache = cache;
        this.progress = progress;
        this.backoff = backoff;
        this.fetch = new ChunkFetch(patience);
    }

    /// Brings every one of `parts` to its place.
    void fetch(List<PartFile> parts, int connections)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        List<PartFile> whole = parts.stream().filter(part -> part.missing().isEmpty()).toList();
        var queue = new ChunkQueue(parts);
        if (!queue.isEmpty()) {
            try {
                workOver(queue, connections);
            } finally {
                for (PartFile part : parts) {
                    part.close();
                }
            }
        }
        for (PartFile part : whole) {
            finish(part);
        }
    }

    private void finish(PartFile part) throws IOException, TransferException {
        part.finish(target);
        cache.keep(part.file(), target.place(part.file().path()));
    }

    private void workOver(ChunkQueue queue, int connections)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        try (ExecutorService workers = Executors.newFixedThreadPool(connections)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(workers.submit(() -> work(queue)));
            }
            await(running, workers);
        }
        failed.rethrow();
    }

    /// Remembers what went wrong first; everything after it only stops because of it.
    private static final class FirstFailure {

        private @Nullable Exception first;

        synchronized void add(Exception failure) {
            if (first == null) {
                first = failure;
            }
        }

        synchronized boolean isSet() {
            return first != null;
        }

        synchronized void rethrow() throws IOException, TransferException, AccessRefusedException, VerificationException {
            if (first == null) {
                return;
            }
            switch (first) {
                case IOException io -> throw io;
                case TransferException transfer -> throw transfer;
                case AccessRefusedException refused -> throw refused;
                case VerificationException broken -> throw broken;
                case RuntimeException bug -> throw bug;
                default -> throw new IllegalStateException(first);
            }
        }
    }

    private static void await(List<Future<?>> running, ExecutorService workers) throws TransferException {
        try {
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (InterruptedException _) {
            workers.shutdownNow();
            throw Failure.interrupted();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a download worker failed", bug);
        }
    }

    private void work(ChunkQueue queue) {
        try {
            for (Optional<Chunk> next = queue.next(Optional.empty()); next.isPresent(); next = queue.next(next)) {
                one(next.get());
                if (failed.isSet()) {
                    return;
                }
                PartFile part = next.get().part();
                boolean isLast = part.markVerified(next.get().index());
                progress.advanced(part.file().path(), part.chunkLength(next.get().index()));
                if (isLast) {
                    finish(part);
                }
            }
        } catch (IOException | TransferException | AccessRefusedException | VerificationException | RuntimeException failure) {
            failed.add(failure);
        }
    }

    /// Returns when the chunk is right, or another worker has failed.
    private void one(Chunk chunk) throws IOException, TransferException, AccessRefusedException, VerificationException {
        var attempts = new Attempts(chunk.part().file(), chunk.index(), backoff, progress);
        int refusedTicket = 0;
        while (!failed.isSet()) {
            Ticket ticket = tickets.newerThan(refusedTicket, chunk.part().file().path());
            URI address = ticket.addresses().get(chunk.part().file().path());
            try {
                switch (fetch.fetch(Objects.requireNonNull(address), chunk.part(), chunk.index())) {
                    case ChunkFetch.Outcome.Verified _ -> {
                        return;
                    }
                    case ChunkFetch.Outcome.Expired expired -> {
                        refusedTicket = ticket.number();
                        attempts.expired(address, expired);
                    }
                    case ChunkFetch.Outcome.Busy busy -> attempts.busy(address, busy);
                    case ChunkFetch.Outcome.Wrong wrong -> attempts.wrong(address, wrong);
                    case ChunkFetch.Outcome.Hostile(var what) -> throw attempts.hostile(address, what);
                    case ChunkFetch.Outcome.Corrupt _ -> attempts.corrupt(address);
                }
            } catch (InterruptedException _) {
                throw Failure.interrupted();
            }
        }
    }
}
