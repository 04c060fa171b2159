package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.FileEntry;

/// Content this user downloaded before, so that another release, or the same one in another folder, does not fetch it again.
/// An entry is a hard link, named after the content's SHA-256, to a file in such a folder: it takes no room of its own, and once
/// no folder holds the file any more, the next download forgets it. Shared files can only be read, since whoever wrote into one
/// would write into all. Nothing is believed because it lies here: every chunk is hashed before it gets a place.
public final class BlobCache {

    /// Lends nothing and keeps nothing.
    public static final BlobCache NONE = new BlobCache(Optional.empty());

    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions.fromString("r--------");

    private final Optional<Path> folder;

    private BlobCache(Optional<Path> folder) {
        this.folder = folder;
    }

    /// The cache in `folder`; none on a file system without owners and links.
    public static BlobCache in(Path folder) {
        Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
        return views.contains("posix") && views.contains("unix") ? new BlobCache(Optional.of(folder)) : NONE;
    }

    /// Where this user's cache lies: `cache` in `$WEIGHTGATE_HOME`, else `$XDG_CACHE_HOME/weightgate`, else `~/.cache/weightgate`.
    public static Path usualFolder(Map<String, String> environment) {
        String own = environment.getOrDefault("WEIGHTGATE_HOME", "");
        if (!own.isBlank()) {
            return Path.of(own, "cache").toAbsolutePath();
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = caches.isBlank() ? UserFolder.home(environment).resolve(".cache") : Path.of(caches);
        return base.resolve("weightgate").toAbsolutePath();
    }

    /// Whether something that may be the content of `file` is here; only [#lend] looks whether it is right.
    boolean has(FileEntry file) {
        return file.size() > 0 && entry(file).filter(Files::exists).isPresent();
    }

    /// Makes `place` a link to, or else a copy of, the content of `file`; false when it is not here or not right any more.
    boolean lend(FileEntry file, int chunkSize, Path place) throws IOException {
        Optional<Path> entry = entry(file);
        if (entry.isEmpty() || file.size() == 0) {
            return false;
        }
        Files.deleteIfExists(place);
        try {
            if (!isOurs(entry.get(), file.size())) {
                return false;
            }
            linkOrCopy(entry.get(), place);
        } catch (NoSuchFileException _) {
            return false; // another download let go of it meanwhile
        }
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            BitSet right = LocalChunks.right(new ChunkCheck(channel, file, chunkSize), file.chunks().count());
            if (channel.size() == file.size() && right.cardinality() == file.chunks().count()) {
                return true;
            }
        }
        Files.delete(place);
        Files.deleteIfExists(entry.get());
        return false;
    }

    private static void linkOrCopy(Path entry, Path place) throws IOException {
        try {
            Files.createLink(place, entry);
        } catch (UnsupportedOperationException | IOException _) {
            Files.copy(entry, place, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Remembers a file that was verified. One on another file system than the cache is not kept: that would take room twice.
    void keep(FileEntry file, Path place) throws IOException {
        Optional<Path> entry = entry(file);
        if (entry.isEmpty() || file.size() == 0) {
            return;
        }
        Path parent = Objects.requireNonNull(entry.get().getParent());
        PrivateFiles.createFolder(parent);
        if (!isPrivate(parent)) {
            return;
        }
        try {
            Files.createLink(entry.get(), place);
            Files.setPosixFilePermissions(place, READ_ONLY);
        } catch (FileAlreadyExistsException _) {
            // Another download was first, with the same content.
        } catch (UnsupportedOperationException | IOException _) {
            // Another file system: the file stays where it is and is simply not shared.
        }
    }

    /// Lets go of content that no folder holds any more.
    void forgetUnused() throws IOException {
        if (folder.isEmpty() || !Files.isDirectory(folder.get().resolve("sha256"))) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> all = Files.list(folder.get().resolve("sha256"))) {
            entries = all.toList();
        }
        for (Path entry : entries) {
            try {
                if (!PrivateFiles.hasOtherNames(entry)) {
                    Files.deleteIfExists(entry);
                }
            } catch (NoSuchFileException _) {
                // another download forgot it first
            }
        }
    }

    private Optional<Path> entry(FileEntry file) {
        return folder.map(path -> path.resolve("sha256").resolve(file.sha256().hex()));
    }

    private static boolean isOurs(Path entry, long size) throws IOException {
        if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) || !isPrivate(Objects.requireNonNull(entry.getParent()))) {
            return false;
        }
        return Files.size(entry) == size;
    }

    /// A folder others can write to may hold anything under any name, and change it after it was checked.
    private static boolean isPrivate(Path folder) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> permissions = attributes.permissions();
        return attributes.isDirectory() && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
