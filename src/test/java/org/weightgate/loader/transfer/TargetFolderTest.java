package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFolderTest {

    private static final int ROUNDS = 2000;

    @TempDir
    private Path folder = Path.of("");

    private static final int OPENED = 0;
    private static final int BUSY = 7;

    /// As another process.
    static void main(String[] arguments) throws Exception {
        try (TargetFolder _ = TargetFolder.open(Path.of(arguments[0]))) {
            System.exit(OPENED);
        } catch (TransferException _) {
            System.exit(BUSY);
        }
    }

    @Test
    void anotherProcessIsKeptOut() throws Exception {
        try (TargetFolder _ = TargetFolder.open(folder)) {
            assertThat(another()).isEqualTo(BUSY);
        }
        assertThat(another()).isEqualTo(OPENED);
    }

    /// Nobody makes folders in `/sys`, whoever they are.
    @Test
    void aFolderNobodyCanWriteToIsRefusedByName() {
        assertThatThrownBy(() -> TargetFolder.open(Path.of("/sys/weightgate"))).isInstanceOf(UnusableFolderException.class)
                .hasMessageStartingWith("/sys/weightgate cannot be written to (")
                .hasMessageEndingWith("): choose another --to.");
    }

    private int another() throws Exception {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), TargetFolderTest.class.getName(), folder.toString())
                .inheritIO().start().waitFor();
    }

    /// Whoever ends removes the lock's file, which somebody else may have opened just before.
    @Test
    void neverTwoAtATime() throws Exception {
        var inside = new AtomicInteger();
        var entered = new AtomicInteger();
        Callable<Integer> visitor = () -> {
            int most = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (TargetFolder _ = TargetFolder.open(folder)) {
                    most = Math.max(most, inside.incrementAndGet());
                    entered.incrementAndGet();
                    inside.decrementAndGet();
                } catch (TransferException busy) {
                    assertThat(busy).hasMessageContaining("Another weightgate is downloading");
                }
            }
            return most;
        };
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (var visit : threads.invokeAll(IntStream.range(0, 6).mapToObj(_ -> visitor).toList())) {
                assertThat(visit.get()).isLessThan(2);
            }
        }
        assertThat(entered).hasValueGreaterThan(0);
        assertThat(folder.resolve(".weightgate")).doesNotExist();
    }
}
