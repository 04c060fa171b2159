package org.weightgate.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What a file system says of one file and its last change. Two equal identities mean that nobody has written to the file in
/// between: a change of the bytes or of the times sets the change time, which no ordinary call can set back.
///
/// @param device number of the file system
/// @param inode number of the file there
/// @param size in bytes
/// @param modified nanoseconds since 1970 of the last write, as whoever may write the file claims
/// @param changed nanoseconds since 1970 of the last change of bytes or attributes, by the kernel's clock
public record FileIdentity(long device, long inode, long size, long modified, long changed) {

    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

    /// The identity of the file at `path`, not following a link; empty where the file system keeps no such facts.
    public static Optional<FileIdentity> of(Path path) throws IOException {
        if (!isKept(path)) {
            return Optional.empty();
        }
        Map<String, Object> facts = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        if (facts.get("dev") instanceof Long device && facts.get("ino") instanceof Long inode
                && facts.get("size") instanceof Long size && facts.get("lastModifiedTime") instanceof FileTime modified
                && facts.get("ctime") instanceof FileTime changed) {
            return Optional.of(new FileIdentity(device, inode, size, modified.to(TimeUnit.NANOSECONDS),
                    changed.to(TimeUnit.NANOSECONDS)));
        }
        return Optional.empty();
    }

    static boolean isKept(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /// Whether the last change is so long ago that another one would have another change time: clocks of file systems tick
    /// coarsely, so a file written a moment ago may be written again under the same time.
    public boolean isSettled(Instant now) {
        return TimeUnit.NANOSECONDS.toMillis(changed) < now.toEpochMilli() - 2000
                && TimeUnit.NANOSECONDS.toMillis(modified) < now.toEpochMilli() - 2000;
    }
}
