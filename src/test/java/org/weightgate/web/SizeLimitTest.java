package org.weightgate.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

/// What is too large is said to be, once all of it was sent: a browser shows an answer only then.
@QuarkusTest
class SizeLimitTest {

    private static final int MIB = 1024 * 1024;

    @Test
    void aPersonReadsAPageAndAProgramAProblem() throws IOException {
        assertThat(send("text/html", 33L * MIB, 33)).startsWith("HTTP/1.1 413").contains("text/html", "larger than the 32 MiB",
                "go back", "Content-Security-Policy");
        assertThat(send("application/json", 33L * MIB, 33)).startsWith("HTTP/1.1 413").contains("application/problem+json",
                "\"reason\":\"too-large\"", "32 MiB");
    }

    @Test
    void whatNobodyWouldWaitForIsRefusedAtOnce() throws IOException {
        assertThat(send("text/html", 65L * MIB, 0)).startsWith("HTTP/1.1 413").contains("larger than the 32 MiB");
    }

    @Test
    void aBodyThatDidNotSayItsSizeIsRefusedInWordsToo() throws IOException {
        try (var log = new Log(); Socket socket = connect()) {
            begin(socket, "application/json");
            for (int i = 0; i < 33; i++) {
                chunk(socket, " ".repeat(MIB));
            }
            end(socket);

            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("application/problem+json",
                    "\"reason\":\"too-large\"", "32 MiB", "Connection: close");
            assertThat(log.faults()).isEmpty();
        }
    }

    @Test
    void whoNeverEndsIsNotListenedToForever() throws IOException {
        try (var log = new Log(); Socket socket = connect()) {
            begin(socket, "application/json");
            for (int i = 0; i < 65; i++) {
                chunk(socket, " ".repeat(MIB));
            }

            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("32 MiB");
            assertThat(log.faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/json", "application/x-www-form-urlencoded" })
    void whoHangsUpInTheMiddleIsNoFaultOfThePortal(String type) throws Exception {
        try (var log = new Log()) {
            try (Socket socket = connect()) {
                begin(socket, type + "\r\nExpect: 100-continue");
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 100");
                chunk(socket, "{\"grant_type\":\"" + "a".repeat(1000));
            }

            LogRecord said = log.records.poll(20, SECONDS);
            assertThat(said).isNotNull();
            assertThat(said.getLevel().intValue()).isLessThan(Level.INFO.intValue());
            assertThat(log.faults()).isEmpty();
        }
    }

    @Test
    void whatNobodyReadsDoesNotHoldUpTheConnection() throws IOException {
        try (Socket socket = connect()) {
            String body = "a".repeat(MIB);
            write(socket, "POST /api/v1/requests/1/withdraw HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            write(socket, "GET /api/v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 401").contains("HTTP/1.1 200");
        }
    }

    private static Socket connect() throws IOException {
        URI portal = URI.create(System.getProperty("test.portal"));
        return new Socket(portal.getHost(), portal.getPort());
    }

    private static void begin(Socket socket, String type) throws IOException {
        write(socket, "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
                + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private static void chunk(Socket socket, String text) throws IOException {
        write(socket, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static void end(Socket socket) throws IOException {
        write(socket, "0\r\n\r\n");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// What the portal logs about errors that reach its edge.
    private static final class Log extends Handler implements AutoCloseable {

        private final List<Logger> watched = Stream.of(SizeLimit.class, ErrorMappers.class)
                .map(type -> Logger.getLogger(type.getName())).toList();
        private final BlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();

        Log() {
            watched.forEach(logger -> {
                logger.setLevel(Level.FINE);
                logger.addHandler(this);
            });
        }

        List<Level> faults() {
            return records.stream().map(LogRecord::getLevel).filter(level -> level.intValue() > Level.INFO.intValue()).toList();
        }

        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            watched.forEach(logger -> {
                logger.removeHandler(this);
                logger.setLevel(null);
            });
        }
    }

    private static String send(String accept, long length, int mib) throws IOException {
        URI portal = URI.create(System.getProperty("test.portal"));
        try (Socket socket = new Socket(portal.getHost(), portal.getPort())) {
            var out = socket.getOutputStream();
            out.write(("POST /models/a/b/apply/files HTTP/1.1\r\nHost: " + portal.getAuthority() + "\r\nAccept: " + accept
                    + "\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "
                    + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < mib; i++) {
                out.write(new byte[MIB]);
            }
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
