package org.weightgate.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/// A request's body as it arrives. One that says its size beforehand was looked at before; of any other the size is known only
/// now, and what comes beyond the limit is thrown away, so that its sender is still there to read the answer. Nothing is opened
/// that nobody reads: Quarkus ends such a request itself.
final class SentBody extends InputStream {

    static final class TooLargeException extends IOException {

        @Serial
        private static final long serialVersionUID = 1;

        TooLargeException(long most) {
            super("more than " + most + " bytes");
        }
    }

    /// The sender hung up, or fell silent.
    static final class CutShortException extends IOException {

        @Serial
        private static final long serialVersionUID = 1;

        CutShortException(IOException cause) {
            super(cause);
        }
    }

    private static final int AT_ONCE = 16 * 1024;

    private final Supplier<InputStream> body;
    private final long most;
    private final long thrownAway;
    private final long patienceMillis;
    private @Nullable InputStream in;
    private long read;

    SentBody(Supplier<InputStream> body, long most, long thrownAway, long patienceMillis) {
        this.body = body;
        this.most = most;
        this.thrownAway = thrownAway;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        refuseWhatIsTooLarge();
        int count = next(into, offset, length);
        if (read > most) {
            throwAwayTheRest();
            refuseWhatIsTooLarge();
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        return opened().available();
    }

    /// Closing reads to the end, for the connection's next request; there is none after too much.
    @Override
    public void close() throws IOException {
        if (in != null && read <= most) {
            try {
                in.close();
            } catch (IOException cut) {
                throw new CutShortException(cut);
            }
        }
    }

    private InputStream opened() {
        InputStream open = in == null ? body.get() : in;
        in = open;
        return open;
    }

    private void refuseWhatIsTooLarge() throws TooLargeException {
        if (read > most) {
            throw new TooLargeException(most);
        }
    }

    private int next(byte[] into, int offset, int length) throws CutShortException {
        try {
            int count = opened().read(into, offset, length);
            read += Math.max(0, count);
            return count;
        } catch (IOException cut) {
            throw new CutShortException(cut);
        }
    }

    private void throwAwayTheRest() throws CutShortException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        byte[] thrown = new byte[AT_ONCE];
        while (read <= thrownAway && System.nanoTime() < until && next(thrown, 0, AT_ONCE) >= 0) {
            // nobody reads it
        }
    }
}
