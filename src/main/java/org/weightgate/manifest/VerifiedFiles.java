package org.weightgate.manifest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A verified folder whose files are still open: what is mapped or read through [#channel] is what was verified.
public final class VerifiedFiles implements AutoCloseable {

    private final VerifiedDirectory verified;
    private final Map<String, FileChannel> channels = new LinkedHashMap<>();

    private VerifiedFiles(VerifiedDirectory verified) {
        this.verified = verified;
    }

    static VerifiedFiles open(ReleaseFolder folder, VerifiedDirectory verified, VerifyProgress progress)
            throws IOException, VerificationException {
        var files = new VerifiedFiles(verified);
        try {
            for (FileEntry file : verified.manifest().files()) {
                FileChannel channel = folder.open(file.path());
                files.channels.put(file.path(), channel);
                files.check(file).size();
            }
            progress.started(verified.manifest().totalSize());
            files.hash(progress);
            return files;
        } catch (IOException | VerificationException | RuntimeException failure) {
            files.close();
            throw failure;
        }
    }

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

    private void hash(VerifyProgress progress) throws IOException, VerificationException {
        var chunks = new ArrayList<Callable<Void>>();
        for (FileEntry file : verified.manifest().files()) {
            ChunkCheck check = check(file);
            for (int i = 0; i < file.chunks().count(); i++) {
                int index = i;
                chunks.add(() -> {
                    progress.advanced(file.path(), check.chunk(index));
                    return null;
                });
            }
        }
        try (ExecutorService hashers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Void>> results = chunks.stream().map(hashers::submit).toList();
            try {
                for (Future<Void> result : results) {
                    await(result);
                }
            } finally {
                hashers.shutdownNow();
            }
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
