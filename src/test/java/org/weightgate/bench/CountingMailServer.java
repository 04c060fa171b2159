package org.weightgate.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/// A mail server that takes everything and remembers only which Message-ID came how often, and to whom.
final class CountingMailServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Map<String, AtomicInteger> messages = new ConcurrentHashMap<>();
    private final Set<String> recipients = ConcurrentHashMap.newKeySet();

    private final Duration delay;

    CountingMailServer() throws IOException {
        this(Duration.ZERO);
    }

    /// Takes `delay` for each mail.
    CountingMailServer(Duration delay) throws IOException {
        this.delay = delay;
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// Different mails that came.
    int mails() {
        return messages.size();
    }

    /// The Message-IDs of the mails that came.
    Set<String> messageIds() {
        return Set.copyOf(messages.keySet());
    }

    /// Mails that came more than once.
    long doubled() {
        return messages.values().stream().filter(count -> count.get() > 1).count();
    }

    /// How often the mail that came most often came.
    int most() {
        return messages.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
    }

    int recipients() {
        return recipients.size();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client;
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                var out = new BufferedWriter(new OutputStreamWriter(client.getOutputStream(), StandardCharsets.US_ASCII))) {
            say(out, "220 counting");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("RCPT")) {
                    recipients.add(line);
                }
                if (command.startsWith("DATA")) {
                    say(out, "354 go on");
                    String id = messageId(in);
                    if (id == null) {
                        return;
                    }
                    Thread.sleep(delay);
                    messages.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
                }
                say(out, command.startsWith("QUIT") ? "221 bye" : "250 ok");
            }
        } catch (IOException | InterruptedException _) {
            // hung up
        }
    }

    /// Nothing, if the other side hung up before the end: no server delivers that.
    private static @Nullable String messageId(BufferedReader in) throws IOException {
        String id = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return id;
            }
            if (id.isEmpty() && line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
                id = line.substring(11).strip();
            }
        }
        return null;
    }

    private static void say(BufferedWriter out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
