package org.weightgate.loader.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where a model's files come from, by plain name: a folder, or files that were verified and are still open.
public interface WeightFiles {

    /// Does something with an open file.
    interface Reader<T> {
        /// `channel` is closed, if at all, by whoever opened it.
        T read(FileChannel channel) throws IOException;
    }

    /// Whether there is anything of that name.
    boolean has(String name);

    /// The names of all files, sorted; folders within are left out.
    SortedSet<String> names() throws IOException;

    /// Calls `reader` with the file called `name`.
    ///
    /// @throws WeightFormatException if there is no such file, or it is not a regular file
    <T> T open(String name, Reader<T> reader) throws IOException;

    /// A whole file of at most `mostBytes` bytes.
    ///
    /// @throws WeightFormatException if it is larger, or as [#open]
    default byte[] bytes(String name, int mostBytes) throws IOException {
        return open(name, channel -> {
            long size = channel.size();
            if (size > mostBytes) {
                throw new WeightFormatException(name, "the file's size", size, "at most " + mostBytes + " bytes are read");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, bytes.position()) < 0) {
                    throw new WeightFormatException(name, "byte " + bytes.position(), "the end",
                            "the file shrank while it was read");
                }
            }
            return bytes.array();
        });
    }

    /// The files of a folder as they are now, verified by nobody. Symbolic links are refused.
    static WeightFiles in(Path folder) {
        return new WeightFiles() {
            @Override
            public boolean has(String name) {
                return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
            }

            @Override
            public SortedSet<String> names() throws IOException {
                try (Stream<Path> entries = Files.list(folder)) {
                    return entries.filter(entry -> !Files.isDirectory(entry)).map(entry -> entry.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
                }
            }

            @Override
            public <T> T open(String name, Reader<T> reader) throws IOException {
                Path path = folder.resolve(name);
                if (Files.isSymbolicLink(path)) {
                    throw new WeightFormatException(name, "the file", "a symbolic link",
                            "only regular files are read: put what it points to in its place");
                }
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new WeightFormatException(name, "the file", has(name) ? "not a regular file" : "absent",
                            "the model needs it");
                }
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                    return reader.read(channel);
                }
            }
        };
    }
}
