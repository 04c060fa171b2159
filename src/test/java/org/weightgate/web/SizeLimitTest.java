package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

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
