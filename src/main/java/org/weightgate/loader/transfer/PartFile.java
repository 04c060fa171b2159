package org.weightgate.loader.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.FileEntry;

/// A file on its way: its bytes at their final offsets in `*.part`, and in `*.chunks` one bit per chunk that was
/// verified. On the next start the bits are only a hint: each such chunk is hashed again before it is believed.
final class PartFile implements AutoCloseable {

    private static final byte[] MAGIC = "WGP1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 48;

    private record Channels(FileChannel bytes, FileChannel bits) {
    }

    private final FileEntry file;
    private final int chunkSize;
    private final Path part;
    private final Path sidecar;
    private final BitSet verified = new BitSet();
    private @Nullable Channels channels;

    private PartFile(FileEntry file, int chunkSize, Path part, Path sidecar) {
        this.file = file;
        this.chunkSize = chunkSize;
        this.part = part;
        this.sidecar = sidecar;
    }

    /// The part of `file`, with whatever an earlier run left that is still right. Nothing stays open.
    static PartFile resume(TargetFolder folder, FileEntry file, int position, int chunkSize)
            throws IOException, TransferException {
        String name = file.sha256().hex() + "-" + position;
        var part = new PartFile(file, chunkSize, folder.unfinished(name + ".part"), folder.unfinished(name + ".chunks"));
        boolean isBegun = TargetFolder.isOwnFile(part.part);
        if (TargetFolder.isOwnFile(part.sidecar) && isBegun) {
            part.believeWhatIsStillRight();
        }
        return part;
    }

    FileEntry file() {
        return file;
    }

    int chunkLength(int chunk) {
        return file.chunkLength(chunk, chunkSize);
    }

    long chunkBegin(int chunk) {
        return (long) chunk * chunkSize;
    }

    synchronized List<Integer> missing() {
        return IntStream.range(0, file.chunks().count()).filter(chunk -> !verified.get(chunk)).boxed().toList();
    }

    void write(ByteBuffer data, long at) throws IOException {
        FileChannel bytes = open().bytes();
        for (long place = at; data.hasRemaining();) {
            place += bytes.write(data, place);
        }
    }

    /// Remembers that a chunk is right; returns whether it was the last one missing.
    synchronized boolean markVerified(int chunk) throws IOException {
        verified.set(chunk);
        int index = chunk / 8;
        byte value = 0;
        for (int bit = 0; bit < 8; bit++) {
            value |= (byte) (verified.get(index * 8 + bit) ? 1 << bit : 0);
        }
        open().bits().write(ByteBuffer.wrap(new byte[] { value }), HEADER + index);
        return verified.cardinality() == file.chunks().count();
    }

    /// Gives the bytes their place. They are not forced to the disk first: whoever uses them verifies them again.
    synchronized void finish(TargetFolder folder) throws IOException, TransferException {
        FileChannel bytes = open().bytes();
        bytes.truncate(file.size());
        close();
        folder.finish(part, file.path());
        Files.deleteIfExists(sidecar);
    }

    /// Gives a file that was there already, whole and verified at `whole`, its place, and forgets what had been fetched of it.
    void finish(TargetFolder folder, Path whole) throws IOException, TransferException {
        folder.finish(whole, file.path());
        Files.deleteIfExists(sidecar);
        Files.deleteIfExists(part);
    }

    /// Where a copy of the whole file may lie before it gets its place.
    Path borrowed() {
        return part.resolveSibling(part.getFileName() + ".borrowed");
    }

    private synchronized Channels open() throws IOException {
        Channels opened = channels;
        if (opened == null) {
            FileChannel bytes = PrivateFiles.open(part);
            try {
                opened = new Channels(bytes, PrivateFiles.open(sidecar));
            } catch (IOException failure) {
                bytes.close();
                throw failure;
            }
            channels = opened;
            if (verified.isEmpty()) {
                opened.bits().truncate(0);
                opened.bits().write(header(file, chunkSize), 0);
                bytes.truncate(0);
            }
        }
        return opened;
    }

    private void believeWhatIsStillRight() throws IOException {
        try (FileChannel bytes = PrivateFiles.open(part); FileChannel bits = PrivateFiles.open(sidecar)) {
            ByteBuffer stored = ByteBuffer.allocate(HEADER + Math.ceilDiv(file.chunks().count(), 8));
            for (int read = 0; stored.hasRemaining() && read >= 0;) {
                read = bits.read(stored, stored.position());
            }
            verified.or(LocalChunks.right(new ChunkCheck(bytes, file, chunkSize), hint(file, chunkSize, stored.flip())));
        }
    }

    /// The chunks of `file` that a sidecar says were verified: none if it belongs to another file, or is torn.
    static BitSet hint(FileEntry file, int chunkSize, ByteBuffer sidecar) {
        int count = file.chunks().count();
        if (sidecar.remaining() < HEADER || !sidecar.slice(sidecar.position(), HEADER).equals(header(file, chunkSize))) {
            return new BitSet();
        }
        BitSet hint = BitSet.valueOf(sidecar.slice(sidecar.position() + HEADER, sidecar.remaining() - HEADER));
        hint.clear(count, Math.max(hint.length(), count));
        return hint;
    }

    private static ByteBuffer header(FileEntry file, int chunkSize) {
        return ByteBuffer.allocate(HEADER).put(MAGIC).putInt(chunkSize).putLong(file.size()).put(file.chunkRoot().bytes())
                .flip();
    }

    @Override
    public synchronized void close() throws IOException {
        Channels opened = channels;
        channels = null;
        if (opened != null) {
            opened.bits().close();
            opened.bytes().close();
        }
    }
}
