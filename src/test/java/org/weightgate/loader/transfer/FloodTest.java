package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.VerifyProgress;

/// Servers that send as fast as they can and never end what they began: each is left long before it has filled the memory.
@Timeout(60)
class FloodTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    private static final String TICKETS = "/api/v1/models/a/b/releases/1/tickets";
    private static final String CHUNKED = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String PARTIAL = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-" + (TinyRelease.CHUNK - 1)
            + "/"
            + TinyRelease.BIG_SIZE + "\r\n";
    /// The JDK ends a head of more than 384 KiB.
    private static final String TOO_LARGE = "Header size too big";
    private static final String ENDLESS = "does not come to an end";

    @TempDir
    Path folder;

    private final SocketServers servers = new SocketServers();
    private TinyRelease release;

    @BeforeEach
    void sign() throws Exception {
        release = new TinyRelease(folder.resolve("source"));
    }

    @AfterEach
    void stop() throws IOException {
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "X-Padding: a\r\n", "X-Padding-without-end", " " })
    void aHeadWithoutEndIsNoAnswer(String piece) throws Exception {
        ServerSocket portal = flood("HTTP/1.1 200 OK\r\nX-First: a", piece);
        ServerSocket store = flood("HTTP/1.1 206 Partial Content\r\nX-First: a", piece);

        assertThatThrownBy(() -> portal(portal).post(TICKETS, Map.of("paths", "all"))).hasMessageContaining(TOO_LARGE);
        assertThat(fetch(store)).isInstanceOfSatisfying(ChunkFetch.Outcome.Busy.class,
                busy -> assertThat(busy.what()).contains(TOO_LARGE));
    }

    @Test
    void interimAnswersWithoutEndAreNoAnswer() throws Exception {
        ServerSocket endless = flood("", "HTTP/1.1 103 Early Hints\r\n\r\n");

        assertThatThrownBy(() -> portal(endless).post(TICKETS, Map.of("paths", "all"))).hasMessageContaining(ENDLESS);
        assertThat(fetch(endless)).isInstanceOf(ChunkFetch.Outcome.Hostile.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "200 OK", "404 Not Found" })
    void linesAfterTheBodyWithoutEndAreNoAnswer(String status) throws Exception {
        ServerSocket portal = flood("HTTP/1.1 " + status + "\r\n" + CHUNKED + "2\r\n{}\r\n0\r\n", "X-Padding: a\r\n");

        assertThatThrownBy(() -> portal(portal).post(TICKETS, Map.of("paths", "all"))).hasMessageContaining(ENDLESS);
        assertThatThrownBy(() -> portal(portal).get("/api/v1/models")).hasMessageContaining(ENDLESS);
    }

    @Test
    void aChunkThatEndsInLinesWithoutEndIsHostile() throws Exception {
        ServerSocket store = flood(PARTIAL + CHUNKED + "1\r\nx\r\n0\r\n", "X-Padding: a\r\n");

        ChunkFetch.Outcome outcome = fetch(store);

        assertThat(outcome).isInstanceOfSatisfying(ChunkFetch.Outcome.Hostile.class,
                hostile -> assertThat(hostile.what()).contains(ENDLESS));
    }

    @Test
    void aStoreWithoutEndIsAskedOnceInADownload() throws Exception {
        var asked = new AtomicInteger();
        ServerSocket store = servers.serve(caller -> {
            asked.incrementAndGet();
            flood(caller, PARTIAL + CHUNKED + "1\r\nx\r\n0\r\n", "X-Padding: a\r\n");
        });
        try (var server = new FaultServer(release)) {
            server.addressOfBig = "http://127.0.0.1:" + store.getLocalPort() + "/blob";

            assertThatThrownBy(() -> download(server)).isInstanceOf(TransferException.class).hasMessageContaining(ENDLESS);
        }
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "X-Padding: a\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n" })
    void anUploadIsNotHeldUpByAStoreWithoutEnd(String piece) throws Exception {
        ServerSocket store = flood(piece.startsWith("HTTP") ? "" : "HTTP/1.1 200 OK\r\nX-First: a\r\n", piece);
        try (var server = new FaultServer(release)) {
            server.addressOfUploads = "http://127.0.0.1:" + store.getLocalPort();

            assertThatThrownBy(() -> publish(server)).isInstanceOf(TransferException.class)
                    .hasMessageContaining("did not reach");
        }
    }

    private void download(FaultServer server) throws Exception {
        var portal = new Portal(server.address(), Optional.of(FaultServer.TOKEN), QUICK);
        var latest = new ReleaseAddress(TinyRelease.MODEL, "latest");
        var found = RemoteRelease.fetch(portal, latest, RemoteRelease.signature(portal, latest), release.trust, Instant.now());
        new Download(portal, BlobCache.NONE, 1, new Quiet(), QUICK, PATIENCE).run(found, folder.resolve("target"), _ -> true);
    }

    private void publish(FaultServer server) throws Exception {
        try (var files = DirectoryVerifier.open(release.folder, release.trust, VerifyProgress.NONE)) {
            new Publication(new Portal(server.address(), Optional.of(FaultServer.TOKEN), QUICK), 1, new Quiet(), QUICK)
                    .run(files, release.manifestBytes, release.signature);
        }
    }

    private ServerSocket flood(String begin, String piece) throws IOException {
        return servers.serve(caller -> flood(caller, begin, piece));
    }

    private static void flood(Socket caller, String begin, String piece) throws IOException {
        SocketServers.readHeaders(caller);
        var out = caller.getOutputStream();
        out.write(begin.getBytes(StandardCharsets.US_ASCII));
        byte[] pieces = piece.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(pieces);
        }
    }

    private ChunkFetch.Outcome fetch(ServerSocket store) throws Exception {
        FileEntry big = release.manifest.file(TinyRelease.BIG).orElseThrow();
        try (TargetFolder target = TargetFolder.open(folder.resolve("target"));
                PartFile part = PartFile.resume(target, big, 0, TinyRelease.CHUNK)) {
            return new ChunkFetch(PATIENCE).fetch(URI.create("http://127.0.0.1:" + store.getLocalPort() + "/blob"), part, 0);
        }
    }

    private static Portal portal(ServerSocket at) throws InvalidAddressException {
        return new Portal(PortalAddress.parse("http://127.0.0.1:" + at.getLocalPort()), Optional.empty(), QUICK,
                new Portal.Patience(PATIENCE, PATIENCE));
    }
}
