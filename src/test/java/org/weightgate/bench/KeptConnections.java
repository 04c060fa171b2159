package org.weightgate.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Posts over connections that are used again, with as little work as HTTP/1.1 allows, because it shares the processors with
/// what it measures. Knows answers with a `Content-Length` and nothing else. Each call blocks its (virtual) thread.
final class KeptConnections implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final int port;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    KeptConnections(int port) {
        this.port = port;
    }

    /// `again` is the answer's `Retry-After`, in seconds.
    record Answer(int status, int again) {
    }

    /// `head` is all of it but the length. A connection that the server closed while it was idle costs one more try.
    Answer post(String head, String body) throws IOException {
        Connection known = idle.pollFirst();
        if (known != null) {
            try {
                return post(known, head, body);
            } catch (EOFException | SocketException e) {
                known.socket.close();
                if (known.answering) {
                    throw e;
                }
            }
        }
        return post(new Connection(port), head, body);
    }

    private Answer post(Connection connection, String head, String body) throws IOException {
        Answer answer = connection.post(head, body);
        idle.addFirst(connection);
        return answer;
    }

    @Override
    public void close() throws IOException {
        for (Connection one = idle.poll(); one != null; one = idle.poll()) {
            one.socket.close();
        }
    }

    private static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private boolean answering;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 4096);
        }

        Answer post(String head, String body) throws IOException {
            byte[] whole = (head + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
            answering = false;
            socket.getOutputStream().write(whole);
            int status = Integer.parseInt(line().substring(9, 12));
            int length = 0;
            int again = 1;
            for (String line = line(); !line.isEmpty(); line = line()) {
                String header = line.toLowerCase(Locale.ROOT);
                if (header.startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                } else if (header.startsWith("retry-after:")) {
                    again = Integer.parseInt(line.substring(12).strip());
                }
            }
            in.skipNBytes(length);
            return new Answer(status, again);
        }

        private String line() throws IOException {
            var line = new StringBuilder(80);
            for (int read = in.read(); read != '\n'; read = in.read()) {
                if (read < 0) {
                    throw new EOFException("the portal hung up");
                }
                answering = true;
                if (read != '\r') {
                    line.append((char) read);
                }
            }
            return line.toString();
        }
    }
}
