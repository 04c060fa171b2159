package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;

/// Servers that never fall silent and never get done: a letter now and then, without end.
@Timeout(60)
class TrickleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String TICKETS = "/api/v1/models/a/b/releases/1/tickets";
    private static final String MANIFEST = "/api/v1/models/a/b/releases/1/manifest";
    private static final String NOT_BEGUN = "its answer had not begun after 2 s";
    /// What a sender comes to that this machine leaves no time to send a letter.
    private static final String SILENT = "no answer in time";
    private static final String ENDLESS = "x".repeat(1 << 20);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ServerSocket> servers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        threads.shutdownNow();
    }

    /// Side by side, because each waits as long as a server may take.
    @Test
    void whoeverTricklesIsGivenUp() throws Exception {
        ServerSocket headers = trickle("", "HTTP/1.1 200 OK\r\nX-Padding: " + ENDLESS);
        ServerSocket body = trickle("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n",
                ENDLESS);
        ServerSocket store = trickle("", "HTTP/1.1 206 Partial Content\r\nX-Padding: " + ENDLESS);

        var read = threads.submit(() -> refusal(() -> portal(headers).get("/api/v1/models")));
        var ticket = threads.submit(() -> refusal(() -> portal(headers).post(TICKETS, Map.of("paths", "all"))));
        var manifest = threads.submit(() -> refusal(() -> portal(body).bytes(MANIFEST, Manifest.MAXIMUM_BYTES)));
        var answer = threads.submit(() -> refusal(() -> portal(body).post(TICKETS, Map.of("paths", "all"))));
        var chunk = threads.submit(() -> fetch(store));

        assertThat(read.get()).containsAnyOf(NOT_BEGUN, SILENT);
        assertThat(ticket.get()).containsAnyOf(NOT_BEGUN, SILENT);
        assertThat(manifest.get()).containsAnyOf("it sends less than 1024 bytes a second", SILENT);
        assertThat(answer.get()).containsAnyOf("it sends less than 1024 bytes a second", SILENT);
        assertThat(chunk.get()).isIn(new ChunkFetch.Outcome.Busy(NOT_BEGUN, Optional.empty()),
                new ChunkFetch.Outcome.Busy(SILENT, Optional.empty()));
    }

    @Test
    void aConnectionThatIsMadeOnlyAfterTheDeadlineIsEndedToo() throws Exception {
        HttpURLConnection late = connection(trickle("", "HTTP/1.1 200 OK\r\nX-Padding: " + ENDLESS));

        assertThatThrownBy(() -> AnswerDeadline.status(late, Duration.ofMillis(100), () -> {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            return late.getResponseCode();
        })).isInstanceOf(IOException.class).hasMessageContaining("had not begun");
    }

    @Test
    void aConnectionThatCannotBeEndedStopsNoOtherDeadline() throws Exception {
        var isOver = new CountDownLatch(1);
        var isEnding = new CountDownLatch(1);
        HttpURLConnection stuck = stuck(isEnding, isOver);
        HttpURLConnection other = connection(trickle("", "HTTP/1.1 200 OK\r\nX-Padding: " + ENDLESS));
        var first = threads.submit(() -> AnswerDeadline.status(stuck, Duration.ofMillis(100), () -> {
            await(isOver);
            return 200;
        }));
        try {
            isEnding.await();

            assertThatThrownBy(() -> AnswerDeadline.status(other, Duration.ofMillis(100), other::getResponseCode))
                    .isInstanceOf(IOException.class).hasMessageContaining("had not begun");
        } finally {
            isOver.countDown();
        }
        assertThatThrownBy(first::get).hasRootCauseMessage("the connection was ended");
    }

    private static HttpURLConnection connection(ServerSocket to) throws IOException {
        return (HttpURLConnection) URI.create("http://127.0.0.1:" + to.getLocalPort() + "/").toURL().openConnection();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpURLConnection stuck(CountDownLatch isEnding, CountDownLatch isOver) throws IOException {
        return new HttpURLConnection(URI.create("http://127.0.0.1/").toURL()) {
            @Override
            public void disconnect() {
                isEnding.countDown();
                await(isOver);
            }

            @Override
            public boolean usingProxy() {
                return false;
            }

            @Override
            public void connect() {
                // nobody is there
            }
        };
    }

    private static String refusal(Callable<?> ask) throws Exception {
        try {
            ask.call();
            return "";
        } catch (TransferException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private ChunkFetch.Outcome fetch(ServerSocket store) throws Exception {
        var release = new TinyRelease(folder.resolve("source"));
        FileEntry big = release.manifest.file(TinyRelease.BIG).orElseThrow();
        try (TargetFolder target = TargetFolder.open(folder.resolve("target"));
                PartFile part = PartFile.resume(target, big, 0, TinyRelease.CHUNK)) {
            return new ChunkFetch(PATIENCE).fetch(URI.create("http://127.0.0.1:" + store.getLocalPort() + "/blob"), part, 0);
        }
    }

    private static Portal portal(ServerSocket at) throws InvalidAddressException {
        return new Portal(PortalAddress.parse("http://127.0.0.1:" + at.getLocalPort()), Optional.empty(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)), new Portal.Patience(PATIENCE, PATIENCE));
    }

    /// Sends `begin` at once to everybody who connects, and the rest a letter at a time.
    private ServerSocket trickle(String begin, String rest) throws IOException {
        return serve(caller -> serve(caller, begin, rest));
    }

    private ServerSocket serve(Consumer<Socket> host) throws IOException {
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.add(server);
        threads.execute(() -> accept(server, host));
        return server;
    }

    private void accept(ServerSocket server, Consumer<Socket> host) {
        try {
            while (!server.isClosed()) {
                Socket caller = server.accept();
                threads.execute(() -> host.accept(caller));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static void serve(Socket caller, String begin, String rest) {
        try (caller; OutputStream out = caller.getOutputStream()) {
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            for (byte letter : rest.getBytes(StandardCharsets.US_ASCII)) {
                out.write(letter);
                out.flush();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (IOException _) {
            // Whoever gives up hangs up.
        }
    }
}
