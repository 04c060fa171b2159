package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.stream.IntStream;

import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.VerificationException;

/// Hashes chunks that lie on this machine already, on all its processors.
final class LocalChunks {

    private LocalChunks() {
    }

    /// Which of the first `count` chunks are the signed ones.
    static BitSet right(ChunkCheck check, int count) throws IOException {
        var all = new BitSet(count);
        all.set(0, count);
        return right(check, all);
    }

    /// Which of the chunks `asked` for are the signed ones.
    static BitSet right(ChunkCheck check, BitSet asked) throws IOException {
        try {
            int[] right = IntStream.of(asked.stream().toArray()).parallel().filter(chunk -> isRight(check, chunk)).toArray();
            var found = new BitSet();
            IntStream.of(right).forEach(found::set);
            return found;
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static boolean isRight(ChunkCheck check, int chunk) {
        try {
            check.chunk(chunk);
            return true;
        } catch (VerificationException _) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
