package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

class DeviceLoginTest {

    private static final String CODES = """
            {"device_code":"secret","user_code":"ABCD-EFGH","verification_uri":"PORTAL/device","expires_in":600,"interval":1}""";

    private static final String CUT = "";

    private final Queue<String> answers = new ArrayDeque<>();
    @SuppressWarnings("NullAway.Init")
    private HttpServer server;
    private volatile String page = "";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/oauth/device", exchange -> send(exchange, 200, CODES.replace("PORTAL", page)));
        server.createContext("/oauth/token", exchange -> {
            String answer = answers.remove();
            if (answer.equals(CUT)) {
                exchange.close();
                return;
            }
            send(exchange, answer.contains("error") ? 400 : 200, answer);
        });
        server.start();
        page = address();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tokenComesOnceTheUserHasAgreed() throws Exception {
        answers.addAll(List.of("{\"error\":\"authorization_pending\"}",
                "{\"access_token\":\"hf_0123456789\",\"token_type\":\"bearer\",\"expires_in\":5}"));
        DeviceLogin login = begin();

        assertThat(login.prompt().userCode()).isEqualTo("ABCD-EFGH");
        assertThat(login.await()).isEqualTo("hf_0123456789");
    }

    @Test
    void aLostConnectionIsNotTheEnd() throws Exception {
        answers.addAll(List.of(CUT, "{\"access_token\":\"hf_0123456789\",\"token_type\":\"bearer\",\"expires_in\":5}"));

        assertThat(begin().await()).isEqualTo("hf_0123456789");
    }

    @Test
    void refusalInTheBrowserIsARefusal() throws Exception {
        answers.add("{\"error\":\"access_denied\"}");

        assertThatThrownBy(begin()::await).isInstanceOf(AccessRefusedException.class)
                .hasMessageContaining("refused in the browser");
    }

    @Test
    void expiredCodeSaysToBeginAgain() throws Exception {
        answers.add("{\"error\":\"expired_token\"}");

        assertThatThrownBy(begin()::await).isInstanceOf(AccessRefusedException.class).hasMessageContaining("weightgate login");
    }

    @Test
    void answerThatIsNoJsonIsATransferError() throws Exception {
        answers.add("<html>");

        assertThatThrownBy(begin()::await).isInstanceOf(TransferException.class);
    }

    @Test
    void thePageOfAnotherPortalIsNotShown() {
        page = "https://weights.example.org";

        assertThatThrownBy(this::begin).isInstanceOf(TransferException.class).hasMessageContaining(
                "wants you to sign in at https://weights.example.org/device, which is another place");
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private DeviceLogin begin() throws Exception {
        PortalAddress portal = PortalAddress.parse(address());
        return DeviceLogin.begin(new Portal(portal, Optional.empty()), InstantSource.system());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
