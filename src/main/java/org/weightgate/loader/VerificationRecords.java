package org.weightgate.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.weightgate.loader.transfer.PrivateFiles;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.FileIdentity;
import org.weightgate.manifest.KnownFiles;

/// Which files of which release were verified on this machine, one text file per manifest with a line for each: the SHA-256 over
/// the manifest's digest, the path, the file's digest, and its device, inode, size, modification and change time in nanoseconds.
///
/// The folder is private to its owner. Records that anybody else could have written are not believed. Another process of the
/// same user is not kept out: it could as well replace the program.
public final class VerificationRecords implements KnownFiles {

    private static final int MOST_LINES = 100_000;
    private static final int LINE = 65;

    private final Path folder;

    /// @param folder where the records are kept; made when there is something to keep
    public VerificationRecords(Path folder) {
        this.folder = folder;
    }

    @Override
    public Set<FileEntry> among(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException {
        Set<String> lines = lines(manifest);
        var known = new HashSet<FileEntry>();
        files.forEach((file, identity) -> {
            if (lines.contains(line(manifest, file, identity))) {
                known.add(file);
            }
        });
        return known;
    }

    @Override
    public void add(Digest manifest, Map<FileEntry, FileIdentity> files) throws IOException {
        Set<String> lines = lines(manifest);
        boolean more = false;
        for (var file : files.entrySet()) {
            if (lines.size() >= MOST_LINES) {
                lines.clear();
            }
            more |= lines.add(line(manifest, file.getKey(), file.getValue()));
        }
        if (more) {
            PrivateFiles.createFolder(folder);
            PrivateFiles.write(record(manifest), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Set<String> lines(Digest manifest) throws IOException {
        Path record = record(manifest);
        if (!isOursAlone(folder) || !isOursAlone(record) || Files.size(record) > (long) MOST_LINES * LINE) {
            return new LinkedHashSet<>();
        }
        return new LinkedHashSet<>(Files.readAllLines(record, StandardCharsets.ISO_8859_1));
    }

    /// Not a link, owned by who runs this, and writable by nobody else.
    private static boolean isOursAlone(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                || !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Optional<String> me = ProcessHandle.current().info().user();
        return !attributes.isSymbolicLink()
                && me.map(name -> name.equals(attributes.owner().getName())).orElse(false)
                && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    private Path record(Digest manifest) {
        return folder.resolve(manifest.hex());
    }

    private static String line(Digest manifest, FileEntry file, FileIdentity identity) {
        byte[] path = file.path().getBytes(StandardCharsets.UTF_8);
        ByteBuffer facts = ByteBuffer.allocate(2 * Digest.LENGTH + Integer.BYTES + path.length + 5 * Long.BYTES);
        facts.put(manifest.bytes()).putInt(path.length).put(path).put(file.sha256().bytes());
        facts.putLong(identity.device()).putLong(identity.inode()).putLong(identity.size());
        facts.putLong(identity.modified()).putLong(identity.changed());
        return Digest.sha256(facts.array()).hex();
    }
}
