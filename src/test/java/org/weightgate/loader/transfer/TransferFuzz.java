package org.weightgate.loader.transfer;

import static org.weightgate.fuzz.Promise.that;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

import org.weightgate.fuzz.Promise;
import org.weightgate.manifest.ChunkDigests;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;

/// What a download reads besides the release itself, under any bytes: the portal's answers and its own notes of an earlier run.
public final class TransferFuzz {

    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 21;
    private static final PortalAddress PORTAL = portal();
    private static final FileEntry FILE = file();

    private TransferFuzz() {
    }

    /// Every address is over TLS, or everything is refused.
    public static boolean ticket(byte[] input) {
        var answer = new PortalAnswer(200, input, "application/json", Optional.empty());
        boolean list = false;
        try {
            answer.jsonList(9);
            list = true;
        } catch (TransferException refused) {
            Promise.printable(refused.getMessage());
        }
        try {
            Ticket ticket = Ticket.read(1, answer.json(), PORTAL);
            ticket.addresses().values().forEach(address -> that("https".equalsIgnoreCase(address.getScheme())
                    && address.getHost() != null, "addresses are over TLS"));
            return true;
        } catch (TransferException refused) {
            Promise.printable(refused.getMessage());
            return list;
        }
    }

    /// Only chunks of this file are believed to be there.
    public static boolean chunkBits(byte[] input) {
        BitSet hint = PartFile.hint(FILE, CHUNK, ByteBuffer.wrap(input));
        that(hint.length() <= CHUNKS, "only chunks of the file are named");
        return !hint.isEmpty();
    }

    private static FileEntry file() {
        var chunks = ChunkDigests.ofPacked(new byte[CHUNKS * Digest.LENGTH]);
        return new FileEntry("a", "weights", (long) CHUNKS * CHUNK, Digest.sha256(new byte[0]), chunks.root(), chunks);
    }

    private static PortalAddress portal() {
        try {
            return PortalAddress.parse("https://weights.example.org");
        } catch (InvalidAddressException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
