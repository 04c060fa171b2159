package org.weightgate.notices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A mail server that is down, slow or unwilling when a test wants it to be, and keeps what it accepted.
final class SteerableMailServer implements AutoCloseable {

    private final ServerSocket socket;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<String> envelopes = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, Duration> pauses = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    SteerableMailServer(int port) throws IOException {
        socket = listen(port);
        Thread.ofVirtual().start(this::accept);
    }

    /// Somebody's outgoing connection may have the port for a moment.
    private static ServerSocket listen(int port) throws IOException {
        for (int i = 0;; i++) {
            try {
                return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                if (i == 100) {
                    throw e;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    static int freePort() {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it says from now on to each line that begins so; `.` is the end of a mail. An empty answer hangs up.
    void answer(String line, String answer) {
        answers.put(line, answer);
    }

    /// Waits this long before it says that a mail to such a recipient was accepted; an empty part means all.
    void slow(String partOfRecipient, Duration wait) {
        delays.put(partOfRecipient, wait);
    }

    /// Waits this long before it answers a line that begins so.
    void pause(String line, Duration wait) {
        pauses.put(line, wait);
    }

    /// The mails as they arrived, headers and all.
    List<String> accepted() {
        return List.copyOf(accepted);
    }

    /// Their envelopes: `MAIL FROM` and `RCPT TO` as they were said.
    List<String> envelopes() {
        return List.copyOf(envelopes);
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connections.incrementAndGet();
                clients.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        var envelope = new ArrayList<String>();
        try (client; var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            if (!say(client, answers.getOrDefault("GREETING", "220 steerable"))) {
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("QUIT")) {
                    say(client, "221 bye");
                    return;
                }
                String answer = steered(command, "250 ok");
                Thread.sleep(pauses.getOrDefault(command.substring(0, Math.min(4, command.length())), Duration.ZERO));
                if (command.startsWith("DATA") && answer.startsWith("250")) {
                    say(client, "354 go on");
                    String mail = body(in);
                    Thread.sleep(delay(envelope.toString()));
                    answer = steered(".", "250 2.0.0 taken as A1");
                    if (answer.startsWith("250")) {
                        accepted.add(mail);
                        envelopes.add(String.join(" ", envelope));
                    }
                } else if (command.startsWith("MAIL")) {
                    envelope.clear();
                    envelope.add(line);
                } else if (command.startsWith("RCPT")) {
                    envelope.add(line);
                }
                if (!say(client, answer)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException _) {
            // the other side hung up
        }
    }

    private String steered(String command, String otherwise) {
        return answers.entrySet().stream().filter(entry -> command.startsWith(entry.getKey().toUpperCase(Locale.ROOT)))
                .map(Map.Entry::getValue).findFirst().orElse(otherwise);
    }

    private Duration delay(String envelope) {
        return delays.entrySet().stream().filter(entry -> envelope.contains(entry.getKey())).map(Map.Entry::getValue)
                .findFirst().orElse(Duration.ZERO);
    }

    private static String body(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        return mail.toString();
    }

    private static boolean say(Socket client, String line) throws IOException {
        if (line.isEmpty()) {
            return false;
        }
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        return true;
    }

    /// Hangs up on everybody: a mail client that keeps its connection must not reach a server that is gone.
    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
