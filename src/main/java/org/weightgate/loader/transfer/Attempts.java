package org.weightgate.loader.transfer;

import java.net.URI;
import java.util.Optional;

import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.VerificationException;

/// How often one chunk was tried, and when it is enough. Each kind of failure has its own patience; every message names
/// the file, the chunk and the host, never the address with its signature.
final class Attempts {

    private static final int BUSY = 8;
    private static final int REFUSED = 3;

    private final FileEntry file;
    private final int chunk;
    private final Backoff backoff;
    private final TransferProgress progress;
    private int busy;
    private int expired;
    private int wrong;
    private int corrupt;

    Attempts(FileEntry file, int chunk, Backoff backoff, TransferProgress progress) {
        this.file = file;
        this.chunk = chunk;
        this.backoff = backoff;
        this.progress = progress;
    }

    void expired(URI address, ChunkFetch.Outcome.Expired outcome) throws TransferException, InterruptedException {
        if (++expired >= REFUSED) {
            throw new TransferException(
                    address.getHost() + " refuses even fresh addresses (HTTP " + outcome.status() + ") for " + what()
                            + ". Check this machine's clock, then tell the portal's operators.");
        }
        if (expired > 1) {
            backoff.pause(expired, Optional.empty());
        }
    }

    void busy(URI address, ChunkFetch.Outcome.Busy outcome) throws TransferException, InterruptedException {
        if (++busy >= BUSY) {
            throw new TransferException(
                    "Chunk " + place() + " did not come from " + address.getHost() + " in " + BUSY + " attempts ("
                            + outcome.what() + "). Run the same command again later: what has arrived is kept.");
        }
        backoff.pause(busy, outcome.asked());
    }

    void wrong(URI address, ChunkFetch.Outcome.Wrong outcome) throws TransferException, InterruptedException {
        if (++wrong >= REFUSED) {
            throw notSent(address, outcome.what());
        }
        backoff.pause(wrong, Optional.empty());
    }

    TransferException hostile(URI address, String what) {
        return notSent(address, what);
    }

    void corrupt(URI address) throws VerificationException, InterruptedException {
        if (++corrupt >= REFUSED) {
            throw new VerificationException(file.path(), "chunk " + chunk,
                    "the bytes from " + address.getHost() + " were not the"
                            + " signed ones in " + REFUSED + " attempts; nothing of them is kept");
        }
        progress.note("Chunk " + place() + " arrived damaged from " + address.getHost() + " and is fetched again.");
        backoff.pause(corrupt, Optional.empty());
    }

    private TransferException notSent(URI address, String why) {
        return new TransferException(address.getHost() + " does not send " + what() + ": " + why
                + ". Check for a proxy in between, then tell the portal's operators.");
    }

    private String what() {
        return "chunk " + place();
    }

    private String place() {
        return chunk + " of " + file.path();
    }
}
