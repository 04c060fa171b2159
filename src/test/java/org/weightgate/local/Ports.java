package org.weightgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Chooses a port nobody listens on: the preferred one, one of its neighbours, or any. The byte of that number in a file stays locked
/// until this process ends, and keeps others away who choose before anybody listens there.
final class Ports {
    static final int ANY = 0;
    private static final int NEIGHBOURS = 20;

    /// A channel that nobody refers to is closed, and its locks are gone.
    private static final Queue<FileChannel> OPEN = new ConcurrentLinkedQueue<>();

    private final FileChannel locks;

    Ports(Path file) throws IOException {
        this.locks = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        OPEN.add(locks);
    }

    synchronized int choose(int preferred) throws IOException {
        int last = preferred == ANY ? preferred : Math.min(preferred + NEIGHBOURS, 65535);
        for (int port = preferred; port <= last && port != ANY; port++) {
            if (free(port) && take(port)) {
                return port;
            }
        }
        int port = any();
        return take(port) ? port : choose(ANY);
    }

    private boolean take(int port) throws IOException {
        try {
            return locks.tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /// Both loopback addresses count: a browser that is told `localhost` may try either first.
    static boolean free(int port) {
        return free("127.0.0.1", port) && (!hasIpv6() || free("::1", port));
    }

    private static boolean free(String address, int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean hasIpv6() {
        return free("::1", ANY);
    }

    private static int any() {
        try (var socket = new ServerSocket(ANY, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
