package org.weightgate.loader.transfer;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// The chunks that are still to be fetched. A worker keeps to one file while that has chunks left, and then goes where the fewest
/// others are: who writes to a file waits for whoever else does, and Linux waits for that by turning in circles, which cost an eighth
/// of the processor time of a download.
final class ChunkQueue {

    /// One to fetch next.
    record Chunk(PartFile part, int index) {
    }

    private static final class Waiting {

        private final PartFile part;
        private final Queue<Integer> chunks;
        private int workers;

        private Waiting(PartFile part) {
            this.part = part;
            this.chunks = new ArrayDeque<>(part.missing());
        }
    }

    /// Of files that have chunks left.
    private final Map<PartFile, Waiting> files = new LinkedHashMap<>();

    /// Everything that `parts` miss, file by file in their order.
    ChunkQueue(List<PartFile> parts) {
        parts.stream().map(Waiting::new).filter(file -> !file.chunks.isEmpty()).forEach(file -> files.put(file.part, file));
    }

    synchronized boolean isEmpty() {
        return files.isEmpty();
    }

    /// The next one for a worker that had `before`, none when all are taken.
    synchronized Optional<Chunk> next(Optional<Chunk> before) {
        Optional<Waiting> same = before.map(chunk -> files.get(chunk.part()));
        Optional<Waiting> file = same.or(this::fewestWorkers);
        if (same.isEmpty()) {
            file.ifPresent(begun -> begun.workers++);
        }
        return file.map(this::take);
    }

    private Optional<Waiting> fewestWorkers() {
        return files.values().stream().filter(file -> file.workers == 0).findFirst()
                .or(() -> files.values().stream().min(Comparator.comparingInt(file -> file.workers)));
    }

    private Chunk take(Waiting file) {
        var chunk = new Chunk(file.part, file.chunks.remove());
        if (file.chunks.isEmpty()) {
            files.remove(file.part);
        }
        return chunk;
    }
}
