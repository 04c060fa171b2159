package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files only their owner may read, written whole or not at all.
public final class PrivateFiles {

    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {
    }

    /// Makes a folder of mode 0700 where there is none, and its parents so, too.
    public static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createAbove(parent);
        }
        try {
            Files.createDirectory(folder, attributes(FOLDER));
        } catch (FileAlreadyExistsException _) {
            // another file of the same download may have made it meanwhile
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
    }

    private static void createAbove(Path folder) throws IOException {
        try {
            createFolder(folder);
        } catch (NotDirectoryException taken) {
            throw new FileAlreadyExistsException(taken.getFile());
        }
    }

    /// Opens a new or existing file of mode 0600 for reading and writing; never through a symbolic link.
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS), attributes(FILE));
    }

    /// Whether a file has more than one name, as far as the file system tells.
    static boolean hasOtherNames(Path file) throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                && (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    }

    /// Writes a file beside its place, flushes it and moves it there in one step, replacing what was there.
    public static void write(Path file, byte[] content) throws IOException {
        Path beside = beside(file);
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining();) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /// What goes wrong is told of the folder and not of a name nobody chose.
    private static Path beside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return Files.createTempFile(folder, ".weightgate-", ".tmp", attributes(FILE));
        } catch (NoSuchFileException _) {
            throw new NoSuchFileException(String.valueOf(folder));
        } catch (AccessDeniedException _) {
            throw new AccessDeniedException(String.valueOf(folder));
        }
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> mode) {
        return POSIX ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(mode) } : new FileAttribute<?>[0];
    }
}
