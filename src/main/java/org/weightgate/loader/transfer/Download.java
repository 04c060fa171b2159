package org.weightgate.loader.transfer;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.VerificationException;

/// Fetches the files of a verified release into a folder. Every chunk is checked as it arrives; what is right already is
/// never fetched again; manifest and signature are written last.
public final class Download {

    /// What was done: `skipped` files were in the folder already, `shared` ones came from the cache.
    public record Result(Path folder, int files, int skipped, int shared, long bytes) {
    }

    private record Chunk(PartFile part, int index) {
    }

    private final Portal portal;
    private final BlobCache cache;
    private final int connections;
    private final TransferProgress progress;
    private final Backoff backoff;
    private final Duration patience;

    /// Takes from `cache` what it has, and the rest over at most so many `connections` at once.
    public Download(Portal portal, BlobCache cache, int connections, TransferProgress progress) {
        this(portal, cache, connections, progress, Backoff.USUAL, Duration.ofSeconds(60));
    }

    Download(Portal portal, BlobCache cache, int connections, TransferProgress progress, Backoff backoff, Duration patience) {
        this.portal = portal;
        this.cache = cache;
        this.connections = connections;
        this.progress = progress;
        this.backoff = backoff;
        this.patience = patience;
    }

    /// Fetches every file whose path `wanted` accepts.
    public Result run(RemoteRelease release, Path folder, Predicate<String> wanted)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        Manifest manifest = release.manifest();
        List<FileEntry> files = manifest.files().stream().filter(file -> wanted.test(file.path())).toList();
        try (TargetFolder target = TargetFolder.open(folder)) {
            requireSameRelease(target, release);
            progress.checking();
            var parts = new ArrayList<PartFile>();
            int skipped = 0;
            for (FileEntry file : files) {
                if (isThere(target, file, manifest.chunkSize())) {
                    skipped++;
                } else {
                    parts.add(PartFile.resume(target, file, manifest.files().indexOf(file), manifest.chunkSize()));
                }
            }
            int shared = borrow(target, parts, manifest.chunkSize(), release.address().path());
            long missing = requireSpace(target, parts);
            long total = files.stream().mapToLong(FileEntry::size).sum();
            progress.started(total, total - missing);
            fetch(target, parts, new Ticket.Source(portal, release.address().path(), paths(parts)));
            PrivateFiles.write(target.root().resolve(Manifest.FILE_NAME), release.manifestBytes());
            PrivateFiles.write(target.root().resolve(ModelSignature.FILE_NAME), release.signatureBytes());
            cache.forgetUnused();
            return new Result(target.root(), files.size(), skipped, shared, missing);
        }
    }

    /// Takes whole files from the cache, once the portal says that they would be given: who may not have them any more does not
    /// get them from here either. A portal that cannot be asked gives them itself or refuses.
    private int borrow(TargetFolder target, List<PartFile> parts, int chunkSize, String release)
            throws IOException, TransferException, AccessRefusedException {
        List<PartFile> known = parts.stream().filter(part -> !part.missing().isEmpty() && cache.has(part.file())).toList();
        if (known.isEmpty() || !portal.wouldGive(release)) {
            return 0;
        }
        int shared = 0;
        for (PartFile part : known) {
            if (cache.lend(part.file(), chunkSize, part.borrowed())) {
                part.finish(target, part.borrowed());
                parts.remove(part);
                shared++;
            }
        }
        return shared;
    }

    private static List<String> paths(List<PartFile> parts) {
        return parts.stream().map(part -> part.file().path()).toList();
    }

    /// A folder that already holds another release keeps it.
    private static void requireSameRelease(TargetFolder target, RemoteRelease release) throws IOException, TransferException {
        Path manifest = target.root().resolve(Manifest.FILE_NAME);
        if (TargetFolder.isFile(manifest)) {
            try (FileChannel channel = FileChannel.open(manifest, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                byte[] there = Channels.newInputStream(channel).readNBytes(Manifest.MAXIMUM_BYTES);
                if (!Arrays.equals(there, release.manifestBytes())) {
                    throw new UnusableFolderException(target.root() + " already holds another release: choose another --to.");
                }
            }
        }
    }

    private static boolean isThere(TargetFolder target, FileEntry file, int chunkSize)
            throws IOException, TransferException, VerificationException {
        if (!target.isThere(file.path())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(target.place(file.path()), StandardOpenOption.READ,
                LinkOption.NOFOLLOW_LINKS)) {
            var check = new ChunkCheck(channel, file, chunkSize);
            check.size();
            int wrong = LocalChunks.right(check, file.chunks().count()).nextClearBit(0);
            if (wrong < file.chunks().count()) {
                check.chunk(wrong);
            }
            return true;
        } catch (VerificationException different) {
            throw new VerificationException(different.file(), different.place(),
                    "the file is there already and differs from the"
                            + " release (" + different.reason()
                            + "); it is not written over, so move it away or choose another --to",
                    "Nothing was fetched.");
        }
    }

    private static long requireSpace(TargetFolder target, List<PartFile> parts) throws IOException, TransferException {
        long missing = parts.stream()
                .mapToLong(part -> part.missing().stream().mapToLong(part::chunkLength).sum()).sum();
        long free = Files.getFileStore(target.root()).getUsableSpace();
        if (missing > free) {
            throw new UnusableFolderException(target.root() + " has " + (free >> 20) + " MiB free, and " + (missing >> 20)
                    + " MiB are still to come: make room or choose another --to.");
        }
        return missing;
    }

    private void fetch(TargetFolder target, List<PartFile> parts, Ticket.Source tickets)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        Queue<Chunk> queue = new ArrayDeque<>();
        List<PartFile> whole = parts.stream().filter(part -> part.missing().isEmpty()).toList();
        parts.forEach(part -> part.missing().forEach(index -> queue.add(new Chunk(part, index))));
        if (!queue.isEmpty()) {
            fetch(target, parts, queue, tickets);
        }
        for (PartFile part : whole) {
            finish(part, target);
        }
    }

    private void finish(PartFile part, TargetFolder target) throws IOException, TransferException {
        part.finish(target);
        cache.keep(part.file(), target.place(part.file().path()));
    }

    private void fetch(TargetFolder target, List<PartFile> parts, Queue<Chunk> queue, Ticket.Source tickets)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        try (ExecutorService workers = Executors.newFixedThreadPool(connections)) {
            var fetch = new ChunkFetch(patience);
            List<Future<Void>> running = new ArrayList<>();
            var failed = new FirstFailure();
            for (int i = 0; i < connections; i++) {
                running.add(workers.submit(() -> {
                    work(target, queue, fetch, tickets, failed);
                    return null;
                }));
            }
            await(running, failed, workers);
        } finally {
            for (PartFile part : parts) {
                part.close();
            }
        }
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

    private static void await(List<Future<Void>> running, FirstFailure failed, ExecutorService workers)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
        try {
            for (Future<Void> worker : running) {
                worker.get();
            }
        } catch (InterruptedException _) {
            workers.shutdownNow();
            throw Failure.interrupted();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a download worker failed", bug);
        }
        failed.rethrow();
    }

    private void work(TargetFolder target, Queue<Chunk> queue, ChunkFetch fetch, Ticket.Source tickets, FirstFailure failed) {
        try {
            for (Chunk next = poll(queue); next != null && !failed.isSet(); next = poll(queue)) {
                one(next, fetch, tickets, failed);
                if (failed.isSet()) {
                    return;
                }
                boolean isLast = next.part().markVerified(next.index());
                progress.advanced(next.part().file().path(), next.part().chunkLength(next.index()));
                if (isLast) {
                    finish(next.part(), target);
                }
            }
        } catch (IOException | TransferException | AccessRefusedException | VerificationException | RuntimeException failure) {
            failed.add(failure);
        }
    }

    private static @Nullable Chunk poll(Queue<Chunk> queue) {
        synchronized (queue) {
            return queue.poll();
        }
    }

    private void one(Chunk chunk, ChunkFetch fetch, Ticket.Source tickets, FirstFailure failed)
            throws IOException, TransferException, AccessRefusedException, VerificationException {
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
