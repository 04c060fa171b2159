package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void takenPortIsNotChosen() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int chosen = new Ports().choose(taken.getLocalPort());

            assertThat(chosen).isNotEqualTo(taken.getLocalPort()).isPositive();
            assertThat(Ports.free(taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void portTakenOnEveryAddressIsNotChosen() throws IOException {
        try (var taken = new ServerSocket(0)) {
            assertThat(Ports.free(taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void noPortIsGivenTwice() {
        var ports = new Ports();
        int first = ports.choose(Ports.ANY);

        assertThat(ports.choose(first)).isNotEqualTo(first);
    }
}
