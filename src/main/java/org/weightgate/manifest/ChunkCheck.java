package org.weightgate.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/// Hashes chunks of one open file and compares them with the manifest; usable from several threads at once.
public final class ChunkCheck {

    /// Small enough that the bytes are still in the second-level cache when they are hashed.
    private static final int STEP = 1 << 16;

    private static final int LEAST_CHUNKS = 4;

    private final FileChannel channel;
    private final FileEntry file;
    private final int chunkSize;

    /// @param channel the open file, read at explicit positions only
    /// @param file what was signed
    /// @param chunkSize bytes in every chunk but the last
    public ChunkCheck(FileChannel channel, FileEntry file, int chunkSize) {
        this.channel = channel;
        this.file = file;
        this.chunkSize = chunkSize;
    }

    /// Refuses a file that is shorter or longer than signed.
    public void size() throws IOException, VerificationException {
        long actual = channel.size();
        if (actual != file.size()) {
            throw new VerificationException(file.path(), "its end", "it has " + actual + " bytes, but " + file.size()
                    + " were signed");
        }
    }

    /// Refuses chunk `index` if its bytes are not the signed ones; returns how many bytes it has.
    public int chunk(int index) throws IOException, VerificationException {
        var reading = new Reading(index);
        reading.finish();
        return reading.length;
    }

    /// Whether so many chunks are better hashed two at a time: only when there is enough for every processor all the same.
    public static boolean isWorthPairing(int chunks) {
        return chunks >= LEAST_CHUNKS * Runtime.getRuntime().availableProcessors();
    }

    /// Refuses chunk `index`, or chunk `otherIndex` of `other`, if its bytes are not the signed ones: quicker than one after the other.
    public void chunks(int index, ChunkCheck other, int otherIndex) throws IOException, VerificationException {
        var one = new Reading(index);
        var two = other.new Reading(otherIndex);
        while (one.hasMore() && two.hasMore()) {
            int bytes = one.fill();
            TwinHashes.update(one.hasher, one.buffer.array(), bytes, two.hasher, two.buffer.array(), two.fill());
        }
        one.finish();
        two.finish();
    }

    /// How many bytes chunk `index` has.
    public int length(int index) {
        return file.chunkLength(index, chunkSize);
    }

    /// One chunk on its way through its hasher.
    private final class Reading {

        private final MessageDigest hasher = Digest.hasher();
        private final int index;
        private final int length;
        private final ByteBuffer buffer;
        private int done;

        Reading(int index) {
            this.index = index;
            this.length = length(index);
            this.buffer = ByteBuffer.allocate(Math.min(STEP, length));
        }

        boolean hasMore() {
            return done < length;
        }

        /// Reads the next bytes, which are still to be hashed, and returns how many.
        int fill() throws IOException, VerificationException {
            buffer.clear().limit(Math.min(buffer.capacity(), length - done));
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, (long) index * chunkSize + done + buffer.position()) < 0) {
                    throw new VerificationException(file.path(), place(), "the file ends inside it");
                }
            }
            done += buffer.limit();
            return buffer.limit();
        }

        void finish() throws IOException, VerificationException {
            while (hasMore()) {
                int bytes = fill();
                hasher.update(buffer.array(), 0, bytes);
            }
            if (!Digest.of(hasher.digest()).equals(file.chunks().get(index))) {
                throw new VerificationException(file.path(), place(), "its bytes are not the signed ones");
            }
        }

        private String place() {
            long begin = (long) index * chunkSize;
            return "chunk " + index + " (bytes " + begin + " to " + (begin + length - 1) + ")";
        }
    }
}
