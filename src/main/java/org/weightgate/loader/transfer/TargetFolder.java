package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.weightgate.manifest.SafePath;

/// The folder a download fills. Nothing is ever written outside it, through a symbolic link, or over a file that is
/// there; what is not finished lies in its `.weightgate` folder. One download at a time.
final class TargetFolder implements AutoCloseable {

    static final String UNFINISHED = ".weightgate";

    private static final int MOST_TRIES = 20;
    private static final int LARGEST_MARK = 1 << 20;

    private final Path root;
    private final Path unfinished;
    private final FileChannel lockFile;
    private final FileLock lock;
    private volatile boolean isBegun;
    private boolean isComplete;

    private TargetFolder(Path root, Path unfinished, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.unfinished = unfinished;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /// Whether less than `needed` bytes more can be written there.
    static boolean isFull(Path folder, long needed) throws IOException {
        return Files.isDirectory(folder) && Files.getFileStore(folder).getUsableSpace() < needed;
    }

    static TargetFolder open(Path folder) throws IOException, TransferException {
        try {
            return hold(folder);
        } catch (FileAlreadyExistsException | NoSuchFileException | NotDirectoryException elsewhere) {
            throw elsewhere;
        } catch (FileSystemException unwritable) {
            throw new UnusableFolderException(folder + " cannot be written to (" + (unwritable instanceof AccessDeniedException
                    ? "permission denied"
                    : unwritable.getReason()) + "): choose another --to.");
        }
    }

    private static TargetFolder hold(Path folder) throws IOException, TransferException {
        PrivateFiles.createFolder(folder);
        Path root = folder.toRealPath();
        Path unfinished = root.resolve(UNFINISHED);
        requireRealFolder(unfinished, UNFINISHED);
        Optional<Held> held = lock(unfinished);
        if (held.isPresent()) {
            return new TargetFolder(root, unfinished, held.get().file(), held.get().lock());
        }
        throw new UnusableFolderException(
                "Another weightgate is downloading into " + folder + ": wait for it or choose another --to.");
    }

    private record Held(FileChannel file, FileLock lock) {
    }

    /// Whoever ends a download removes the file: somebody who had it open would then hold a lock on nothing, beside the next
    /// who makes it anew. So it is asked whether what is locked is what lies there.
    private static Optional<Held> lock(Path unfinished) throws IOException, TransferException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                PrivateFiles.createFolder(unfinished);
                Path file = unfinished.resolve("lock");
                isOwnFile(file);
                FileChannel channel = PrivateFiles.open(file);
                boolean held = false;
                try {
                    Optional<FileLock> lock = lock(channel);
                    if (lock.isEmpty()) {
                        return Optional.empty();
                    }
                    held = isThere(file, channel);
                    if (held) {
                        return Optional.of(new Held(channel, lock.get()));
                    }
                } finally {
                    if (!held) {
                        channel.close();
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException _) {
                // whoever ended just now has removed the folder too
            }
        }
        return Optional.empty();
    }

    private static Optional<FileLock> lock(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    /// By a size of its own, which can be asked for without opening the file: closing it again would end the lock.
    private static boolean isThere(Path file, FileChannel locked) throws IOException {
        long size = ThreadLocalRandom.current().nextLong(1, LARGEST_MARK);
        locked.truncate(0);
        locked.write(ByteBuffer.wrap(new byte[1]), size - 1);
        return attributes(file).filter(there -> there.size() == size).isPresent();
    }

    Path root() {
        return root;
    }

    Path unfinished(String name) {
        return unfinished.resolve(name);
    }

    /// The file at `path` of the release, after making sure that it cannot be anywhere else.
    Path place(String path) throws IOException, TransferException {
        Optional<String> problem = SafePath.problem(path);
        if (problem.isPresent()) {
            throw new TransferException(
                    "A file of the release has a name that cannot be used: it " + problem.get() + ".");
        }
        Path above = root;
        for (Path level : Path.of(path)) {
            requireRealFolder(above, path);
            above = above.resolve(level);
        }
        if (!above.normalize().startsWith(root)) {
            throw new TransferException(path + " would lie outside " + root + ": nothing was written.");
        }
        return above;
    }

    boolean isThere(String path) throws IOException, TransferException {
        return isFile(place(path));
    }

    /// Whether something is there that can be read: nothing is read through a symbolic link, nor from what is no file.
    static boolean isFile(Path file) throws IOException, TransferException {
        Optional<BasicFileAttributes> found = attributes(file);
        if (found.filter(BasicFileAttributes::isSymbolicLink).isPresent()) {
            throw new UnusableFolderException(
                    file + " is a symbolic link, and nothing is read or written through one: remove it or"
                            + " choose another --to.");
        }
        if (found.filter(there -> !there.isRegularFile()).isPresent()) {
            throw new UnusableFolderException(file + " is no file: remove it or choose another --to.");
        }
        return found.isPresent();
    }

    /// Whether a file is there that can be written to: whoever gave it a second name would be written to elsewhere as well.
    static boolean isOwnFile(Path file) throws IOException, TransferException {
        boolean isThere = isFile(file);
        if (isThere && PrivateFiles.hasOtherNames(file)) {
            throw new UnusableFolderException(
                    file + " has another name elsewhere (a hard link), and nothing is written to it: remove"
                            + " it or choose another --to.");
        }
        return isThere;
    }

    /// Leaves the name of the release for whoever comes before the download has ended.
    void begin(ReleaseAddress release) throws IOException, TransferException {
        Path name = unfinished.resolve(UnfinishedDownload.NAME_FILE);
        isBegun = isOwnFile(name);
        try (FileChannel channel = PrivateFiles.open(name)) {
            channel.truncate(0).write(ByteBuffer.wrap(release.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /// Everything is in its place.
    void complete() {
        isComplete = true;
    }

    /// Moves a finished file to its place in one step.
    void finish(Path part, String path) throws IOException, TransferException {
        Path place = place(path);
        Path above = root;
        for (Path level : root.relativize(place.getParent() == null ? root : place.getParent())) {
            above = above.resolve(level);
            PrivateFiles.createFolder(above);
        }
        if (Files.exists(place(path), LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableFolderException(
                    path + " appeared in " + root + " meanwhile and is not written over: move it away.");
        }
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        isBegun = true;
    }

    /// Leaves nothing behind but work to continue, and what somebody else has begun meanwhile.
    private void clean() throws IOException {
        if (isComplete || (!isBegun && !hasParts())) {
            Files.deleteIfExists(unfinished.resolve(UnfinishedDownload.NAME_FILE));
        }
        Files.deleteIfExists(unfinished.resolve("lock"));
        try {
            Files.deleteIfExists(unfinished);
        } catch (DirectoryNotEmptyException _) {
            // there is such work
        }
    }

    private boolean hasParts() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(unfinished, "*.part")) {
            return parts.iterator().hasNext();
        }
    }

    private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static void requireRealFolder(Path folder, String path) throws IOException, TransferException {
        if (attributes(folder).filter(there -> !there.isDirectory()).isPresent()) {
            throw new UnusableFolderException(folder + " is not a real folder, so " + path
                    + " is not written through it: remove it or choose another --to.");
        }
    }

    @Override
    public void close() throws IOException {
        clean();
        lock.release();
        lockFile.close();
    }
}
