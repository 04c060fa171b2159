package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import org.weightgate.manifest.SafePath;

/// The folder a download fills. Nothing is ever written outside it, through a symbolic link, or over a file that is
/// there; what is not finished lies in its `.weightgate` folder. One download at a time.
final class TargetFolder implements AutoCloseable {

    private final Path root;
    private final Path unfinished;
    private final FileChannel lockFile;
    private final FileLock lock;

    private TargetFolder(Path root, Path unfinished, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.unfinished = unfinished;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static TargetFolder open(Path folder) throws IOException, TransferException {
        PrivateFiles.createFolder(folder);
        Path root = folder.toRealPath();
        Path unfinished = root.resolve(".weightgate");
        requireRealFolder(unfinished, ".weightgate");
        PrivateFiles.createFolder(unfinished);
        Path lockPath = unfinished.resolve("lock");
        isOwnFile(lockPath);
        FileChannel lockFile = PrivateFiles.open(lockPath);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return new TargetFolder(root, unfinished, lockFile, lock);
            }
        } catch (OverlappingFileLockException _) {
            lockFile.close();
        }
        lockFile.close();
        throw new TransferException(
                "Another weightgate is downloading into " + folder + ": wait for it or choose another --to.");
    }

    Path root() {
        return root;
    }

    Path unfinished(String name) {
        return unfinished.resolve(name);
    }

    /// The file at `path` of the release, after making sure that it cannot be anywhere else.
    Path place(String path) throws TransferException {
        Optional<String> problem = SafePath.problem(path);
        if (problem.isPresent()) {
            throw new TransferException("A file of the release has a name that cannot be used: it " + problem.get() + ".");
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

    boolean isThere(String path) throws TransferException {
        return isFile(place(path));
    }

    /// Whether something is there that can be read: nothing is read through a symbolic link, nor from what is no file.
    static boolean isFile(Path file) throws TransferException {
        if (Files.isSymbolicLink(file)) {
            throw new TransferException(file + " is a symbolic link, and nothing is read or written through one: remove it or"
                    + " choose another --to.");
        }
        boolean isThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (isThere && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new TransferException(file + " is no file: remove it or choose another --to.");
        }
        return isThere;
    }

    /// Whether a file is there that can be written to: whoever gave it a second name would be written to elsewhere as well.
    static boolean isOwnFile(Path file) throws IOException, TransferException {
        boolean isThere = isFile(file);
        if (isThere && PrivateFiles.hasOtherNames(file)) {
            throw new TransferException(file + " has another name elsewhere (a hard link), and nothing is written to it: remove"
                    + " it or choose another --to.");
        }
        return isThere;
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
            throw new TransferException(path + " appeared in " + root + " meanwhile and is not written over: move it away.");
        }
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Leaves nothing behind but work to continue.
    private void clean() throws IOException {
        Files.deleteIfExists(unfinished.resolve("lock"));
        try (var left = Files.list(unfinished)) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(unfinished);
    }

    private static void requireRealFolder(Path folder, String path) throws TransferException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new TransferException(folder + " is not a real folder, so " + path
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
