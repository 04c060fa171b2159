package org.weightgate.loader.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.VerificationException;
import org.weightgate.manifest.WarmUp;

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
            int together = ChunkCheck.isWorthPairing(chunks.length) ? 2 : 1;
            if (together == 2) {
                WarmUp.hashing();
            }
            int[] right = IntStream.range(0, Math.ceilDiv(chunks.length, together)).parallel()
                    .flatMap(group -> right(check, Arrays.copyOfRange(chunks, together * group,
                            Math.min(together * (group + 1), chunks.length))))
                    .toArray();
            var found = new BitSet();
            IntStream.of(right).forEach(found::set);
            return found;
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static IntStream right(ChunkCheck check, int[] chunks) {
        IntStream all = IntStream.of(chunks);
        return chunks.length == 2 && areRight(check, chunks[0], chunks[1]) ? all : all.filter(chunk -> isRight(check, chunk));
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
