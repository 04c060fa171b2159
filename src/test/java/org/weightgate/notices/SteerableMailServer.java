package org.weightgate.notices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/// A mail server that is down, slow or unwilling when a test wants it to be, and keeps what it accepted.
final class SteerableMailServer implements AutoCloseable {

    private final ServerSocket socket;
    private final @Nullable SSLContext tls;
    private final boolean fromTheStart;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<String> envelopes = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final Map<String, Duration> pauses = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    SteerableMailServer(int port) throws IOException {
        this(port, null, false);
    }

    /// One that encrypts with this, from the first byte or when it is asked to.
    SteerableMailServer(int port, @Nullable SSLContext tls, boolean fromTheStart) throws IOException {
        this.tls = tls;
        this.fromTheStart = fromTheStart;
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

    /// Not one of those the system gives to whoever asks for any: the portal may open one before the server is there.
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // somebody has it
            }
        }
    }

    /// What it says from now on to each line that begins so; `.` is the end of a mail. An empty answer hangs up.
    void answer(String line, String answer) {
        answers.put(line, answer);
    }

    /// Waits this long before it says that it took a mail to such a recipient, having heard all of it.
    void slow(String partOfRecipient, Duration wait) {
        delays.put(partOfRecipient, wait);
    }

    /// Waits this long before it answers a line with this in it.
    void pause(String part, Duration wait) {
        pauses.put(part.toUpperCase(Locale.ROOT), wait);
    }

    /// The mails as they arrived, headers and all.
    List<String> accepted() {
        return List.copyOf(accepted);
    }

    /// Their envelopes: `MAIL FROM` and `RCPT TO` as they were said.
    List<String> envelopes() {
        return List.copyOf(envelopes);
    }

    /// How often a mail came to its end, whatever was answered.
    int received() {
        return received.get();
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

    private void talk(Socket plain) {
        try (plain) {
            Socket client = tls != null && fromTheStart ? encrypted(plain, tls) : plain;
            if (say(client, answers.getOrDefault("GREETING", "220 steerable"))) {
                listenTo(client);
            }
        } catch (IOException | InterruptedException _) {
            // the other side hung up
        }
    }

    private void listenTo(Socket client) throws IOException, InterruptedException {
        var envelope = new ArrayList<String>();
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("QUIT")) {
                say(client, "221 bye");
                return;
            }
            boolean encrypts = tls != null && !fromTheStart && !(client instanceof SSLSocket);
            String answer = steered(command,
                    command.startsWith("EHLO") && encrypts ? "250-steerable\r\n250 STARTTLS" : "250 ok");
            Thread.sleep(wait(pauses, command));
            if (command.startsWith("STARTTLS") && answer.startsWith("250") && tls != null) {
                say(client, "220 go on");
                listenTo(encrypted(client, tls));
                return;
            }
            if (command.startsWith("DATA") && answer.startsWith("250")) {
                say(client, "354 go on");
                String mail = body(in);
                if (mail == null) {
                    return;
                }
                received.incrementAndGet();
                Thread.sleep(wait(delays, envelope.toString()));
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
    }

    private static Socket encrypted(Socket plain, SSLContext tls) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    private String steered(String command, String otherwise) {
        return answers.entrySet().stream().filter(entry -> command.startsWith(entry.getKey().toUpperCase(Locale.ROOT)))
                .map(Map.Entry::getValue).findFirst().orElse(otherwise);
    }

    private static Duration wait(Map<String, Duration> waits, String said) {
        return waits.entrySet().stream().filter(entry -> said.contains(entry.getKey())).map(Map.Entry::getValue)
                .findFirst().orElse(Duration.ZERO);
    }

    /// Nothing, if the other side hung up before the end.
    private static @Nullable String body(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return mail.toString();
            }
            mail.append(line).append('\n');
        }
        return null;
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
