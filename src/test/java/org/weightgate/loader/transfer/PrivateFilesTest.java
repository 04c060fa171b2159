package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir
    Path folder;

    @Test
    void manyMayMakeTheSameFolderAtOnce() throws Exception {
        int makers = 8;
        try (var executor = Executors.newFixedThreadPool(makers)) {
            for (int round = 0; round < 200; round++) {
                Path wanted = folder.resolve("round" + round).resolve("sha256");
                var together = new CyclicBarrier(makers);
                var made = new ArrayList<Future<?>>();
                for (int maker = 0; maker < makers; maker++) {
                    made.add(executor.submit(() -> {
                        together.await();
                        PrivateFiles.createFolder(wanted);
                        return null;
                    }));
                }
                for (Future<?> one : made) {
                    one.get();
                }
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wanted))).isEqualTo("rwx------");
            }
        }
    }

    @Test
    void foldersOnTheWayArePrivateToo() throws Exception {
        PrivateFiles.createFolder(folder.resolve("seen").resolve("acme").resolve("tiny"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("seen")))).isEqualTo("rwx------");
    }

    @Test
    void whatIsNoFolderIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Path nowhere = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));

        assertThatThrownBy(() -> PrivateFiles.createFolder(file)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> PrivateFiles.createFolder(nowhere)).isInstanceOf(NotDirectoryException.class);
        assertThat(Files.readString(file)).isEqualTo("mine");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }
}
