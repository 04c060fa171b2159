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
            int[] chunks = asked.stream().toArray();
            int[] right = IntStream.range(0, (chunks.length + 1) / 2).parallel()
                    .flatMap(pair -> right(check, chunks, 2 * pair)).toArray();
            var found = new BitSet();
            IntStream.of(right).forEach(found::set);
            return found;
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static IntStream right(ChunkCheck check, int[] chunks, int at) {
        IntStream pair = IntStream.of(chunks).skip(at).limit(2);
        return at + 1 < chunks.length && areRight(check, chunks[at], chunks[at + 1]) ? pair
                : pair.filter(chunk -> isRight(check, chunk));
    }

    private static boolean areRight(ChunkCheck check, int one, int other) {
        try {
            check.chunks(one, check, other);
            return true;
        } catch (VerificationException _) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
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
