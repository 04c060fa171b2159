package org.weightgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void secondRunOnTheSameFolderIsToldWhoHasIt() throws IOException {
        Path shared = folder.resolve("data");
        try (var _ = DataDirectory.open(shared)) {
            assertThatThrownBy(() -> DataDirectory.open(shared)).isInstanceOf(PartFailure.class)
                    .hasMessageContaining("already up").hasMessageContaining("" + ProcessHandle.current().pid());
        }

        DataDirectory.open(shared).close();
    }

    @Test
    void folderOfSomeoneElseIsNotUsed() throws IOException {
        Path diary = Files.writeString(folder.resolve("diary.txt"), "dear diary");

        assertThatThrownBy(() -> DataDirectory.open(folder)).hasMessageContaining("holds other files");
        assertThat(diary).exists();
    }

    @Test
    void clearingRemovesOnlyWhatWeightgatePutThere() throws IOException {
        Path shared = folder.resolve("data");
        try (var data = DataDirectory.open(shared)) {
            Path own = Files.createFile(data.resolve("seeded"));
            Path foreign = Files.createFile(data.resolve("diary.txt"));

            data.clear();

            assertThat(own).doesNotExist();
            assertThat(foreign).exists();
        }
    }

    @Test
    void secretsAreKeptAndReadByTheirOwnerAlone() throws IOException {
        Path file = folder.resolve("secrets.properties");

        var made = Secrets.of(file);

        assertThat(Secrets.of(file)).isEqualTo(made);
        assertThat(made.database()).hasSize(32).isNotEqualTo(made.storage());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }
}
