package org.weightgate.manifest;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedSet;
import java.util.TreeSet;

/// A folder with a release in it, read without following a single symbolic link below it.
public final class ReleaseFolder {

    private final Path root;

    private ReleaseFolder(Path root) {
        this.root = root;
    }

    /// The folder at `path`, which may itself be reached through links: the user chose it.
    public static ReleaseFolder at(Path path) throws IOException {
        Path root = path.toRealPath();
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(path.toString());
        }
        return new ReleaseFolder(root);
    }

    /// The folder itself, without links.
    public Path root() {
        return root;
    }

    /// Every regular file, as a path with `/`, except the manifest, the signature and [SafePath#IGNORED]. Refuses links
    /// and whatever else is neither file nor folder.
    public SortedSet<String> files() throws IOException, VerificationException {
        var files = new TreeSet<>(CodePoints.ORDER);
        var stranger = new TreeSet<String>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return isIgnored(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isIgnored(file)) {
                    return FileVisitResult.CONTINUE;
                }
                if (!attributes.isRegularFile()) {
                    stranger.add(name(file));
                    return FileVisitResult.TERMINATE;
                }
                files.add(name(file));
                return FileVisitResult.CONTINUE;
            }
        });
        if (!stranger.isEmpty()) {
            throw new VerificationException(stranger.first(), "file type",
                    "it is a symbolic link or a special file; a release holds regular files only");
        }
        files.remove(Manifest.FILE_NAME);
        files.remove(ModelSignature.FILE_NAME);
        return files;
    }

    /// Opens a file for reading, refusing a link in its place.
    public FileChannel open(String path) throws IOException, VerificationException {
        Path file = root.resolve(path);
        Path above = root;
        for (Path level : root.relativize(file)) {
            if (Files.isSymbolicLink(above) && !above.equals(root)) {
                throw new VerificationException(path, "folder", "it is reached through a symbolic link");
            }
            above = above.resolve(level);
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new VerificationException(path, "file type",
                    "it is not a regular file; 'hf download' makes such in a --local-dir, and links in its cache");
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            throw new VerificationException(path, "whole file", "it is missing");
        }
    }

    /// The bytes of the manifest or the signature, unless there are more than `maximum`.
    public byte[] read(String path, int maximum) throws IOException, VerificationException {
        try (FileChannel channel = open(path)) {
            if (channel.size() > maximum) {
                throw new VerificationException(path, "its size", "it has " + channel.size() + " bytes; at most " + maximum
                        + " are read");
            }
            return Channels.newInputStream(channel).readNBytes(maximum);
        }
    }

    private boolean isIgnored(Path entry) {
        return root.equals(entry.getParent()) && SafePath.IGNORED.contains(entry.getFileName().toString());
    }

    private String name(Path entry) {
        return root.relativize(entry).toString().replace(entry.getFileSystem().getSeparator(), "/");
    }
}
