package org.weightgate.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A verified folder whose files are still open: what is mapped or read through [#channel] is what was verified.
public final class VerifiedFiles implements AutoCloseable {

    private final VerifiedDirectory verified;
    private final Path root;
    private final Map<String, FileChannel> channels = new LinkedHashMap<>();
    /// Of the files as they were opened, where the file system keeps such facts.
    private final Map<String, FileIdentity> identities = new HashMap<>();

    private final Instant opened = Instant.now();

    private VerifiedFiles(VerifiedDirectory verified, Path root) {
        this.verified = verified;
        this.root = root;
    }

    static VerifiedFiles open(ReleaseFolder folder, VerifiedDirectory verified, KnownFiles known, VerifyProgress progress)
            throws IOException, VerificationException {
        var files = new VerifiedFiles(verified, folder.root());
        try {
            progress.started(verified.manifest().totalSize());
            var identified = new LinkedHashMap<FileEntry, FileIdentity>();
            for (FileEntry file : verified.manifest().files()) {
                files.open(folder, file).ifPresent(found -> {
                    files.identities.put(file.path(), found);
                    identified.put(file, found);
                });
            }
            Set<FileEntry> believed = known.among(verified.manifestDigest(), identified);
            var unknown = new ArrayList<FileEntry>();
            for (FileEntry file : verified.manifest().files()) {
                if (believed.contains(file)) {
                    progress.advanced(file.path(), file.size());
                } else {
                    unknown.add(file);
                }
            }
            files.hash(unknown, progress);
            files.remember(unknown, known);
            return files;
        } catch (IOException | VerificationException | RuntimeException failure) {
            files.close();
            throw failure;
        }
    }

    /// Opens a file and tells which one it is, unless another took its place meanwhile.
    private Optional<FileIdentity> open(ReleaseFolder folder, FileEntry file) throws IOException, VerificationException {
        Path path = folder.root().resolve(file.path());
        Optional<FileIdentity> before = Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? FileIdentity.of(path)
                : Optional.empty();
        channels.put(file.path(), folder.open(file.path()));
        check(file).size();
        return before.isPresent() && before.equals(FileIdentity.of(path)) ? before : Optional.empty();
    }

    private void remember(List<FileEntry> hashed, KnownFiles known) throws IOException {
        Instant now = Instant.now();
        var untouched = new LinkedHashMap<FileEntry, FileIdentity>();
        for (FileEntry file : hashed) {
            FileIdentity identity = identities.get(file.path());
            if (identity != null && identity.isSettled(now) && isUntouched(file.path(), identity)) {
                untouched.put(file, identity);
            }
        }
        known.add(verified.manifestDigest(), untouched);
    }

    private boolean isUntouched(String path, FileIdentity before) throws IOException {
        Path file = root.resolve(path);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && FileIdentity.of(file).filter(before::equals).isPresent();
    }

    /// Hashes the file at `path` of the manifest again if anything has touched it, or taken its place, since it was opened, or a
    /// moment before, when a clock might not tell. What is mapped shows later writes, so this belongs behind the mapping. A file
    /// system that keeps no such facts cannot be asked.
    ///
    /// @throws VerificationException if the open file is no longer what was signed
    public void recheck(String path) throws IOException, VerificationException {
        FileIdentity before = identities.get(path);
        if (before == null ? !FileIdentity.isKept(root) : isUntouched(path, before) && before.isSettled(opened)) {
            return;
        }
        FileEntry file = verified.manifest().file(path).orElseThrow();
        check(file).size();
        hash(List.of(file), VerifyProgress.NONE);
    }

    /// What was verified, and who signed it.
    public VerifiedDirectory verified() {
        return verified;
    }

    /// The open file at `path` of the manifest.
    public FileChannel channel(String path) {
        FileChannel channel = channels.get(path);
        if (channel == null) {
            throw new IllegalArgumentException(Printable.of(path, 200) + " is not part of the verified release");
        }
        return channel;
    }

    private ChunkCheck check(FileEntry file) {
        return new ChunkCheck(channel(file.path()), file, verified.manifest().chunkSize());
    }

    private record Chunk(FileEntry file, ChunkCheck check, int index) {
        int length() {
            return check.length(index);
        }
    }

    private void hash(List<FileEntry> files, VerifyProgress progress) throws IOException, VerificationException {
        if (files.isEmpty()) {
            return;
        }
        var chunks = new ArrayList<Chunk>();
        for (FileEntry file : files) {
            ChunkCheck check = check(file);
            for (int i = 0; i < file.chunks().count(); i++) {
                chunks.add(new Chunk(file, check, i));
            }
        }
        var pairs = new ArrayList<Callable<Void>>();
        int together = ChunkCheck.isWorthPairing(chunks.size()) ? 2 : 1;
        for (int i = 0; i < chunks.size(); i += together) {
            List<Chunk> pair = chunks.subList(i, Math.min(i + together, chunks.size()));
            pairs.add(() -> {
                check(pair);
                pair.forEach(chunk -> progress.advanced(chunk.file().path(), chunk.length()));
                return null;
            });
        }
        try (ExecutorService hashers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Void>> results = pairs.stream().map(hashers::submit).toList();
            try {
                for (Future<Void> result : results) {
                    await(result);
                }
            } finally {
                hashers.shutdownNow();
            }
        }
    }

    private static void check(List<Chunk> pair) throws IOException, VerificationException {
        Chunk first = pair.getFirst();
        Chunk last = pair.getLast();
        if (pair.size() == 1) {
            first.check().chunk(first.index());
            return;
        }
        try {
            first.check().chunks(first.index(), last.check(), last.index());
        } catch (IOException | VerificationException failure) {
            // What is wrong first is what is told.
            first.check().chunk(first.index());
            throw failure;
        }
    }

    private static void await(Future<Void> result) throws IOException, VerificationException {
        try {
            result.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("verifying was interrupted");
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case VerificationException refused -> throw refused;
                case IOException broken -> throw broken;
                case UncheckedIOException unheard -> throw unheard;
                case null, default -> throw new IllegalStateException("hashing failed", failure);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
    }
}
