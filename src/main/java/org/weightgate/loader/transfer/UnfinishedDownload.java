package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.weightgate.manifest.ModelSignature;

/// What a download that did not come to its end left in a folder: files, parts of files, and the name of the release. There is
/// no signature yet, because that is written last.
///
/// @param release nothing where the name cannot be read
public record UnfinishedDownload(Optional<ReleaseAddress> release) {

    static final String NAME_FILE = "release";

    private static final int LONGEST_NAME = 1024;

    /// What there is in `folder`, if anything.
    public static Optional<UnfinishedDownload> in(Path folder) throws IOException {
        Path unfinished = folder.resolve(TargetFolder.UNFINISHED);
        if (Files.exists(folder.resolve(ModelSignature.FILE_NAME), LinkOption.NOFOLLOW_LINKS)
                || !Files.isDirectory(unfinished, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Path name = unfinished.resolve(NAME_FILE);
        if (Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new UnfinishedDownload(read(name)));
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(unfinished, "*.part")) {
            return parts.iterator().hasNext() ? Optional.of(new UnfinishedDownload(Optional.empty())) : Optional.empty();
        }
    }

    private static Optional<ReleaseAddress> read(Path name) throws IOException {
        try (FileChannel channel = FileChannel.open(name, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] text = Channels.newInputStream(channel).readNBytes(LONGEST_NAME);
            return ReleaseAddress.parse(new String(text, StandardCharsets.UTF_8));
        }
    }
}
