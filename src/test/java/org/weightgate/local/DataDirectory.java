package org.weightgate.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// Where one run keeps everything; held by a lock, so that two runs never share it. The logs are those of this run.
public final class DataDirectory implements AutoCloseable {
    private static final List<String> OURS = List.of("logs", "processes", "secrets.properties", "postgres", "keycloak",
            "s3", "s3-log", "s3proxy.conf", "kept.properties", "seeded", "demo", "publisher.key", "publisher.key.pub",
            Seed.PUBLIC_KEY);

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataDirectory open(Path path) throws IOException {
        Path real;
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            real = path.toRealPath();
            if (!Files.isWritable(real)) {
                throw new IOException("not writable");
            }
            if (!Files.exists(real.resolve("lock"))) {
                if (!isEmpty(real)) {
                    throw new IOException("it holds other files");
                }
                Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new PartFailure("Cannot use the data folder " + path.toAbsolutePath()
                    + "; choose another with --data. (" + e.getMessage() + ")", e);
        }
        FileChannel channel = FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(real.resolve("lock")).strip();
            channel.close();
            throw new PartFailure("Weightgate is already up on " + real + " (process " + holder
                    + "); stop it first, or give this one a folder of its own with --data.");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        deleteTree(real.resolve("logs"));
        Files.createDirectories(real.resolve("logs"));
        return new DataDirectory(real, channel);
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path log(String part) {
        return path.resolve("logs").resolve(part + ".log");
    }

    /// Removes what Weightgate put here, and only that.
    void clear() throws IOException {
        for (String name : OURS) {
            deleteTree(path.resolve(name));
        }
        Files.createDirectories(path.resolve("logs"));
    }

    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }
}
