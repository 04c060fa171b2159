package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessBookTest {

    @TempDir
    private Path folder = Path.of("");

    private final Process child = sleeping();

    @AfterEach
    void endChild() {
        child.destroyForcibly();
    }

    @Test
    void orphanOfAKilledRunIsEnded() throws Exception {
        Path file = folder.resolve("processes");
        new ProcessBook(file).add("s3", child.pid());

        int ended = new ProcessBook(file).endOrphans();

        assertThat(ended).isOne();
        assertThat(child.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(file).doesNotExist();
    }

    @Test
    void processThatGotTheSameNumberIsLeftAlone() throws IOException {
        Path file = folder.resolve("processes");
        Files.writeString(file, "s3 " + child.pid() + " another-boot:12345\n");

        int ended = new ProcessBook(file).endOrphans();

        assertThat(ended).isZero();
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void childThatEndedIsForgotten() throws IOException {
        Path file = folder.resolve("processes");
        var book = new ProcessBook(file);
        book.add("s3", child.pid());
        book.remove("s3");

        assertThat(new ProcessBook(file).endOrphans()).isZero();
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void garbledLineEndsNothing() throws IOException {
        Path file = folder.resolve("processes");
        Files.writeString(file, "s3\ns3 -1 x\nmail 1\n\nkeycloak 99999999999999999999 x\n");

        assertThat(new ProcessBook(file).endOrphans()).isZero();
    }

    @Test
    void processThatIgnoresTheSignalIsEndedAnyway() throws Exception {
        var stubborn = new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done").start();
        stubborn.getInputStream().read();

        Signals.end(stubborn.toHandle(), "TERM", Duration.ofMillis(300));

        assertThat(stubborn.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    private static Process sleeping() {
        try {
            return new ProcessBuilder("sleep", "60").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
