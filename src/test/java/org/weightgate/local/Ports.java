package org.weightgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// Chooses a port nobody listens on: the preferred one, one of its neighbours, or any. None is given twice.
final class Ports {
    static final int ANY = 0;
    private static final int NEIGHBOURS = 20;

    private final Set<Integer> given = new HashSet<>();

    synchronized int choose(int preferred) {
        int last = preferred == ANY ? preferred : Math.min(preferred + NEIGHBOURS, 65535);
        for (int port = preferred; port <= last && port != ANY; port++) {
            if (!given.contains(port) && free(port)) {
                given.add(port);
                return port;
            }
        }
        int port = any();
        return given.add(port) ? port : choose(ANY);
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
