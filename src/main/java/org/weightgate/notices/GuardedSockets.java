package org.weightgate.notices;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.BooleanSupplier;

import javax.net.SocketFactory;

/// Sockets that say nothing more once a lease is over: whoever wakes up after somebody else took the mail must not finish
/// sending it.
final class GuardedSockets extends SocketFactory {

    private final BooleanSupplier over;

    GuardedSockets(BooleanSupplier over) {
        this.over = over;
    }

    @Override
    public Socket createSocket() {
        return new Guarded(over);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unguarded();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw unguarded();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unguarded();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw unguarded();
    }

    /// The mail library asks for unconnected sockets; it must not get others.
    private static IOException unguarded() {
        return new IOException("only unconnected sockets are made here");
    }

    private static final class Guarded extends Socket {

        private final BooleanSupplier over;

        Guarded(BooleanSupplier over) {
            this.over = over;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {

                @Override
                public void write(int one) throws IOException {
                    check();
                    out.write(one);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    check();
                    out.write(bytes, from, length);
                }

                private void check() throws IOException {
                    if (over.getAsBoolean()) {
                        throw new IOException("the lease of the mail is over");
                    }
                }
            };
        }
    }
}
