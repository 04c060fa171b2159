package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.loader.transfer.ChunkQueue.Chunk;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.VerifyProgress;

class ChunkQueueTest {

    private static final int CHUNK = 100;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void workersKeepToFilesOfTheirOwnWhileThereAreEnough() throws Exception {
        var queue = new ChunkQueue(parts(3, 0, 2, 1));
        Chunk one = first(queue);
        Chunk two = first(queue);
        assertThat(text(one)).isEqualTo("a.bin 0");
        assertThat(text(two)).isEqualTo("c.bin 0");
        assertThat(text(next(queue, one))).isEqualTo("a.bin 1");
        Chunk last = next(queue, two);
        assertThat(text(last)).isEqualTo("c.bin 1");
        Chunk other = next(queue, last);
        assertThat(text(other)).isEqualTo("d.bin 0");
        assertThat(text(next(queue, other))).as("where another is already").isEqualTo("a.bin 2");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.next(Optional.of(other))).isEmpty();
        assertThat(queue.next(Optional.empty())).isEmpty();
    }

    @Test
    void thoseWhoComeLaterAreSpreadEvenly() throws Exception {
        var queue = new ChunkQueue(parts(9, 9, 9));
        List<String> taken = IntStream.range(0, 7).mapToObj(_ -> first(queue).part().file().path()).toList();
        assertThat(taken).containsExactly("a.bin", "b.bin", "c.bin", "a.bin", "b.bin", "c.bin", "a.bin");
    }

    @Test
    void everyChunkIsTakenOnceByHoweverMany() throws Exception {
        var queue = new ChunkQueue(parts(40, 1, 1, 17, 3));
        var taken = new ArrayList<String>();
        var threads = IntStream.range(0, 8).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            for (Optional<Chunk> next = queue.next(Optional.empty()); next.isPresent(); next = queue.next(next)) {
                synchronized (taken) {
                    taken.add(text(next.get()));
                }
            }
        })).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasSize(62).doesNotHaveDuplicates();
    }

    private static Chunk first(ChunkQueue queue) {
        return queue.next(Optional.empty()).orElseThrow();
    }

    private static Chunk next(ChunkQueue queue, Chunk before) {
        return queue.next(Optional.of(before)).orElseThrow();
    }

    private static String text(Chunk chunk) {
        return chunk.part().file().path() + " " + chunk.index();
    }

    /// Files of so many chunks, of which nothing is there yet.
    private List<PartFile> parts(int... chunks) throws Exception {
        Path release = Files.createDirectory(folder.resolve("release"));
        for (int i = 0; i < chunks.length; i++) {
            Files.write(release.resolve((char) ('a' + i) + ".bin"), new byte[chunks[i] * CHUNK]);
        }
        var parts = new ArrayList<PartFile>();
        try (TargetFolder target = TargetFolder.open(folder.resolve("target"))) {
            for (FileEntry file : ReleaseDigest.files(ReleaseFolder.at(release), CHUNK, VerifyProgress.NONE)) {
                parts.add(PartFile.resume(target, file, parts.size(), CHUNK));
            }
        }
        return parts;
    }
}
