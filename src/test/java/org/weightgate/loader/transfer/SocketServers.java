package org.weightgate.loader.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Servers that say over a plain connection what no server for HTTP would. Closing ends every connection.
final class SocketServers implements AutoCloseable {

    /// What is done with one connection; whoever hangs up ends it.
    @FunctionalInterface
    interface Host {
        void serve(Socket caller) throws IOException;
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<ServerSocket> servers = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> callers = new ConcurrentLinkedQueue<>();

    ServerSocket serve(Host host) throws IOException {
        return serve(new ServerSocket(), host);
    }

    ServerSocket serve(ServerSocket server, Host host) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        servers.add(server);
        threads.execute(() -> accept(server, host));
        return server;
    }

    private void accept(ServerSocket server, Host host) {
        try {
            while (!server.isClosed()) {
                Socket caller = server.accept();
                callers.add(caller);
                threads.execute(() -> serve(caller, host));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static void serve(Socket caller, Host host) {
        try (caller) {
            host.serve(caller);
        } catch (IOException _) {
            // Whoever gives up hangs up.
        }
    }

    /// Reads the lines of a request up to the body.
    static void readHeaders(Socket caller) throws IOException {
        var request = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
            // The headers say nothing that is needed here.
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        for (Socket caller : callers) {
            caller.close();
        }
        threads.shutdownNow();
    }
}
