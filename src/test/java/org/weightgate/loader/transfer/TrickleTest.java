package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.testing.PrivateAuthority;

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
    private static final String PIECES = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    private static final String TOO_SLOW = "it sends less than 1024 bytes a second";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SocketServers servers = new SocketServers();

    @AfterEach
    void stop() throws IOException {
        servers.close();
        threads.shutdownNow();
    }

    /// Side by side, because each waits as long as a server may take.
    @Test
    void whoeverTricklesIsGivenUp() throws Exception {
        ServerSocket headers = trickle("", "HTTP/1.1 200 OK\r\nX-Padding: " + ENDLESS);
        ServerSocket body = trickle("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n",
                ENDLESS);
        ServerSocket pieces = trickle("HTTP/1.1 200 OK\r\n" + PIECES + "\r\n", "1;x=" + ENDLESS);
        ServerSocket store = trickle("", "HTTP/1.1 206 Partial Content\r\nX-Padding: " + ENDLESS);
        ServerSocket storeOfPieces = trickle("HTTP/1.1 206 Partial Content\r\n" + PIECES + "Content-Range: bytes 0-"
                + (TinyRelease.CHUNK - 1) + "/" + TinyRelease.BIG_SIZE + "\r\n\r\n", "1;x=" + ENDLESS);

        var read = threads.submit(() -> refusal(() -> portal(headers).get("/api/v1/models")));
        var ticket = threads.submit(() -> refusal(() -> portal(headers).post(TICKETS, Map.of("paths", "all"))));
        var manifest = threads.submit(() -> refusal(() -> portal(body).bytes(MANIFEST, Manifest.MAXIMUM_BYTES)));
        var answer = threads.submit(() -> refusal(() -> portal(body).post(TICKETS, Map.of("paths", "all"))));
        var piece = threads.submit(() -> refusal(() -> portal(pieces).get("/api/v1/models")));
        var chunk = threads.submit(() -> fetch(store, "one"));
        var chunkOfPieces = threads.submit(() -> fetch(storeOfPieces, "other"));

        assertThat(read.get()).containsAnyOf(NOT_BEGUN, SILENT);
        assertThat(ticket.get()).containsAnyOf(NOT_BEGUN, SILENT);
        assertThat(manifest.get()).containsAnyOf(TOO_SLOW, SILENT);
        assertThat(answer.get()).containsAnyOf(TOO_SLOW, SILENT);
        assertThat(piece.get()).containsAnyOf(TOO_SLOW, SILENT);
        assertThat(chunk.get()).isIn(new ChunkFetch.Outcome.Busy(NOT_BEGUN, Optional.empty()),
                new ChunkFetch.Outcome.Busy(SILENT, Optional.empty()));
        assertThat(chunkOfPieces.get()).asString().containsAnyOf(TOO_SLOW, SILENT);
    }

    @Test
    void whoeverStopsReadingIsGivenUpEvenWhereAGoodbyeWouldHaveToWait() throws Exception {
        PrivateAuthority authority = PrivateAuthority.of(folder, "localhost");
        ServerSocket server = authority.server().getServerSocketFactory().createServerSocket();
        server.setReceiveBufferSize(4096);
        var isReading = new CountDownLatch(1);
        servers.serve(server, caller -> readALittle(caller, isReading));
        SSLSocketFactory usual = HttpsURLConnection.getDefaultSSLSocketFactory();
        HttpsURLConnection.setDefaultSSLSocketFactory(authority.client().getSocketFactory());
        try {
            Portal portal = portal("https://localhost:" + server.getLocalPort(), PATIENCE);

            assertThat(refusal(() -> portal.post(TICKETS, Map.of("paths", "x".repeat(16 << 20))))).contains(NOT_BEGUN);

            assertThat(isReading.getCount()).as("it got as far as sending").isZero();
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(usual);
        }
    }

    @Test
    void whatCameTooLateIsNotWritten() throws Exception {
        HttpURLConnection slow = connection(trickle("", "HTTP/1.1 200 OK\r\nX-Padding: " + ENDLESS));
        var call = new WatchedCall(slow, Duration.ofMillis(100), Duration.ofMillis(100));
        var written = new AtomicInteger();

        assertThatThrownBy(() -> call.answer(call::status)).isInstanceOf(SlowAnswerException.class);

        assertThatThrownBy(() -> call.step(written::incrementAndGet)).isInstanceOf(IOException.class);
        assertThat(written).hasValue(0);
    }

    @Test
    void theWaitAPortalAsksForIsNotItsSilence() throws Exception {
        var answers = new ArrayDeque<>(List.of("HTTP/1.1 503 Busy\r\nRetry-After: 4\r\nContent-Length: 0\r\n\r\n", "",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"));
        ServerSocket server = servers.serve(caller -> answer(caller, answers));

        assertThat(portal(server, Duration.ofSeconds(3)).get("/api/v1/models").names()).isEmpty();
        assertThat(answers).isEmpty();
    }

    @Test
    void aConnectionThatIsMadeOnlyAfterTheDeadlineIsEndedToo() throws Exception {
        HttpURLConnection late = connection(trickle("", "HTTP/1.1 200 OK\r\nX-Padding: " + ENDLESS));

        var call = new WatchedCall(late, Duration.ofMillis(100), Duration.ofMillis(100));
        var isEnded = new CountDownLatch(1);

        assertThatThrownBy(() -> call.answer(() -> {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            try {
                return call.status();
            } finally {
                isEnded.countDown();
            }
        })).isInstanceOf(IOException.class).hasMessageContaining("had not begun");

        assertThat(isEnded.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aConnectionThatCannotBeEndedIsLeft() throws Exception {
        var isOver = new CountDownLatch(1);
        var isEnding = new CountDownLatch(1);
        HttpURLConnection stuck = stuck(isEnding, isOver);
        try {
            assertThatThrownBy(() -> new WatchedCall(stuck, Duration.ofMillis(100), Duration.ofMillis(100)).answer(() -> {
                await(isOver);
                return 200;
            })).isInstanceOf(SlowAnswerException.class);
            isEnding.await();
        } finally {
            isOver.countDown();
        }
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

    private ChunkFetch.Outcome fetch(ServerSocket store, String name) throws Exception {
        var release = new TinyRelease(folder.resolve(name));
        FileEntry big = release.manifest.file(TinyRelease.BIG).orElseThrow();
        try (TargetFolder target = TargetFolder.open(folder.resolve(name + "-target"));
                PartFile part = PartFile.resume(target, big, 0, TinyRelease.CHUNK)) {
            return new ChunkFetch(PATIENCE).fetch(URI.create("http://127.0.0.1:" + store.getLocalPort() + "/blob"), part, 0);
        }
    }

    private static Portal portal(ServerSocket at) throws InvalidAddressException {
        return portal(at, PATIENCE);
    }

    private static Portal portal(ServerSocket at, Duration patience) throws InvalidAddressException {
        return portal("http://127.0.0.1:" + at.getLocalPort(), patience);
    }

    private static Portal portal(String address, Duration patience) throws InvalidAddressException {
        return new Portal(PortalAddress.parse(address), Optional.empty(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)), new Portal.Patience(patience, patience));
    }

    /// Sends `begin` at once to everybody who connects, and the rest a letter at a time.
    private ServerSocket trickle(String begin, String rest) throws IOException {
        return servers.serve(caller -> serve(caller, begin, rest));
    }

    /// Keeps the line open for as long as the test runs.
    private static void readALittle(Socket caller, CountDownLatch isReading) throws IOException {
        caller.getInputStream().readNBytes(1024);
        isReading.countDown();
        LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
    }

    /// The next of these answers to each caller; an empty one hangs up.
    private static void answer(Socket caller, Queue<String> answers) throws IOException {
        SocketServers.readHeaders(caller);
        synchronized (answers) {
            caller.getOutputStream().write(answers.remove().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void serve(Socket caller, String begin, String rest) throws IOException {
        OutputStream out = caller.getOutputStream();
        out.write(begin.getBytes(StandardCharsets.US_ASCII));
        for (byte letter : rest.getBytes(StandardCharsets.US_ASCII)) {
            out.write(letter);
            out.flush();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
