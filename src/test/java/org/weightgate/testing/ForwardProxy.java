package org.weightgate.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The proxy a laboratory's network insists on: it tunnels TLS by `CONNECT` and passes plain requests on. It knows names that
/// nobody else does, remembers what it was asked, and may do something to an answer on its way.
public final class ForwardProxy implements AutoCloseable {

    /// A request with its whole address. Headers are in small letters.
    public record Request(String method, URI address, Map<String, String> headers) {

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        /// The same for another address.
        public Request at(String other) {
            return new Request(method, URI.create(other), headers);
        }

        /// The same without a header.
        public Request without(String name) {
            var fewer = new LinkedHashMap<>(headers);
            fewer.remove(name);
            return new Request(method, address, fewer);
        }
    }

    /// What came back from where the request was meant to go.
    public static final class Answer {

        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        public Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body.clone();
        }

        public int status() {
            return status;
        }

        public Map<String, String> headers() {
            return headers;
        }

        public byte[] body() {
            return body.clone();
        }

        public Answer with(int other) {
            return new Answer(other, headers, body);
        }

        public Answer with(byte[] other) {
            return new Answer(status, headers, other);
        }

        public Answer with(String header, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body);
        }
    }

    /// Where a request goes on to, and how its answer gets back.
    public interface Way {

        Answer ask(Request request) throws IOException;

        void answer(Answer answer) throws IOException;

        /// Sends these bytes as they are, and no more.
        void raw(byte[] bytes) throws IOException;
    }

    /// What is done with a request; usually it is asked and answered.
    public interface Trouble {
        void with(Request request, Way way) throws IOException, InterruptedException;
    }

    private static final int MOST_HEADER_BYTES = 64 << 10;
    private static final Trouble NONE = (request, way) -> way.answer(way.ask(request));

    private final ServerSocket server;
    private final Map<String, Integer> names;
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();
    private volatile Trouble trouble = NONE;

    /// `names` are hosts that lie behind ports of this machine.
    public ForwardProxy(Map<String, Integer> names) throws IOException {
        this.names = Map.copyOf(names);
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /// What it was asked so far. The address of a tunnel is `connect://host:port`.
    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    public void trouble(Trouble made) {
        trouble = made;
    }

    /// What nobody did anything to.
    public static Trouble none() {
        return NONE;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.put(client, true);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Request request = request(head(client.getInputStream()));
            requests.add(request);
            if (request.method().equals("CONNECT")) {
                tunnel(client, request.address());
            } else {
                byte[] body = client.getInputStream()
                        .readNBytes(Integer.parseInt(request.header("content-length").orElse("0")));
                trouble.with(request, new Connection(client.getOutputStream(), body));
            }
        } catch (IOException gone) {
            // either side may hang up; the test looks at what became of it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void tunnel(Socket client, URI to) throws IOException, InterruptedException {
        try (Socket target = connect(to)) {
            open.put(target, true);
            client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread back = Thread.ofVirtual().start(() -> pump(target, client));
            pump(client, target);
            back.join();
            open.remove(target);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // the other direction ends by itself
        }
    }

    private Socket connect(URI to) throws IOException {
        Integer known = names.get(to.getHost());
        return known != null ? new Socket(InetAddress.getLoopbackAddress(), known)
                : new Socket(to.getHost(), to.getPort() < 0 ? 80 : to.getPort());
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0 || head.size() > MOST_HEADER_BYTES) {
                throw new IOException("no whole head");
            }
            head.write(next);
            last = (last << 8) | next;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Request request(String head) {
        String[] line = head.lines().findFirst().orElseThrow().split(" ", -1);
        return new Request(line[0], URI.create(line[0].equals("CONNECT") ? "connect://" + line[1] : line[1]), headers(head));
    }

    private static Map<String, String> headers(String head) {
        var headers = new LinkedHashMap<String, String>();
        head.lines().skip(1).filter(line -> !line.isEmpty())
                .forEach(line -> headers.put(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 1).strip()));
        return headers;
    }

    private final class Connection implements Way {

        private final OutputStream client;
        private final byte[] body;

        Connection(OutputStream client, byte[] body) {
            this.client = client;
            this.body = body;
        }

        @Override
        public Answer ask(Request request) throws IOException {
            try (Socket target = connect(request.address())) {
                var head = new StringBuilder(request.method()).append(' ').append(request.address().getRawPath());
                head.append(request.address().getRawQuery() == null ? "" : "?" + request.address().getRawQuery());
                head.append(" HTTP/1.1\r\n");
                request.headers().forEach((name, value) -> {
                    if (!name.equals("connection") && !name.startsWith("proxy-")) {
                        head.append(name).append(": ").append(value).append("\r\n");
                    }
                });
                head.append("connection: close\r\n\r\n");
                target.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
                target.getOutputStream().write(body);
                String answer = head(target.getInputStream());
                Map<String, String> headers = headers(answer);
                byte[] content = headers.containsKey("content-length")
                        ? target.getInputStream().readNBytes(Integer.parseInt(headers.get("content-length")))
                        : content(headers, target.getInputStream());
                headers.keySet().removeAll(List.of("connection", "transfer-encoding", "content-length", "keep-alive"));
                return new Answer(Integer.parseInt(answer.substring(9, 12)), headers, content);
            }
        }

        private byte[] content(Map<String, String> headers, InputStream in) throws IOException {
            if (!"chunked".equals(headers.get("transfer-encoding"))) {
                return in.readAllBytes();
            }
            var content = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(line(in), 16);
                content.write(in.readNBytes(size));
                line(in);
                if (size == 0) {
                    return content.toByteArray();
                }
            }
        }

        private static String line(InputStream in) throws IOException {
            var line = new StringBuilder();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
            return line.toString().strip();
        }

        @Override
        public void answer(Answer answer) throws IOException {
            var head = new StringBuilder("HTTP/1.1 " + answer.status() + " Answer\r\n");
            answer.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            if (!answer.headers().containsKey("content-length")) {
                head.append("content-length: ").append(answer.body().length).append("\r\n");
            }
            raw(head.append("connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            raw(answer.body());
        }

        @Override
        public void raw(byte[] bytes) throws IOException {
            client.write(bytes);
            client.flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open.keySet()) {
            socket.close();
        }
    }
}
