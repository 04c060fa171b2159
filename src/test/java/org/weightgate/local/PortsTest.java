package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

    @TempDir
    Path folder;

    @Test
    void takenPortIsNotChosen() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int chosen = ports().choose(taken.getLocalPort());

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
    void noPortIsGivenTwice() throws IOException {
        var ports = ports();
        int first = ports.choose(Ports.ANY);

        assertThat(ports.choose(first)).isNotEqualTo(first);
    }

    @Test
    void whatAnotherHasChosenIsTakenBeforeAnybodyListensThere() throws IOException {
        int first = ports().choose(Ports.ANY);

        assertThat(ports().choose(first)).isNotEqualTo(first);
    }

    private Ports ports() throws IOException {
        return new Ports(folder.resolve("ports"));
    }
}
