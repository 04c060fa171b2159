package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkCheckTest {

    private static final int CHUNK = 200_000;

    @TempDir
    Path folder;

    private Path longer;
    private Path shorter;
    private FileChannel longerChannel;
    private FileChannel shorterChannel;
    private ChunkCheck of;
    private ChunkCheck other;

    @BeforeEach
    void twoFiles() throws Exception {
        var random = new Random(27);
        longer = file("longer.bin", random, 3 * CHUNK);
        shorter = file("shorter.bin", random, CHUNK + 70_001);
        List<FileEntry> entries = ReleaseDigest.files(ReleaseFolder.at(folder), CHUNK, VerifyProgress.NONE);
        longerChannel = FileChannel.open(longer);
        shorterChannel = FileChannel.open(shorter);
        of = new ChunkCheck(longerChannel, entries.get(0), CHUNK);
        other = new ChunkCheck(shorterChannel, entries.get(1), CHUNK);
    }

    @AfterEach
    void close() throws IOException {
        longerChannel.close();
        shorterChannel.close();
    }

    @Test
    void chunksOfDifferentLengthAndFileAreRightTogether() {
        assertThatCode(() -> of.chunks(0, of, 1)).doesNotThrowAnyException();
        assertThatCode(() -> of.chunks(2, other, 1)).doesNotThrowAnyException();
        assertThatCode(() -> other.chunks(1, of, 0)).doesNotThrowAnyException();
        assertThat(other.length(1)).isEqualTo(70_001);
    }

    @Test
    void whicheverOfTwoIsWrongIsNamed() throws Exception {
        for (int at : new int[] { 0, 65_535, 65_536, 70_000, 131_071, CHUNK - 1 }) {
            flip(longer, CHUNK + at);
            assertThatThrownBy(() -> of.chunks(1, other, 1)).as("byte " + at).isInstanceOf(VerificationException.class)
                    .hasMessageContaining("longer.bin, chunk 1 (bytes 200000 to 399999)");
            assertThatThrownBy(() -> other.chunks(1, of, 1)).hasMessageContaining("longer.bin, chunk 1 ");
            flip(longer, CHUNK + at);
        }
        for (int at : new int[] { 0, 63, 64, 65_536, 70_000 }) {
            flip(shorter, CHUNK + at);
            assertThatThrownBy(() -> of.chunks(1, other, 1)).as("byte " + at).hasMessageContaining("shorter.bin, chunk 1 ");
            assertThatThrownBy(() -> other.chunks(1, of, 1)).hasMessageContaining("shorter.bin, chunk 1 ");
            flip(shorter, CHUNK + at);
        }
        assertThatCode(() -> of.chunks(1, other, 1)).doesNotThrowAnyException();
    }

    @Test
    void oneThatEndsInsideIsNamed() throws Exception {
        try (FileChannel cut = FileChannel.open(shorter, StandardOpenOption.WRITE)) {
            cut.truncate(CHUNK + 65_536 + 1);
        }

        assertThatThrownBy(() -> of.chunks(1, other, 1)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("shorter.bin, chunk 1 ").hasMessageContaining("the file ends inside it");
    }

    private Path file(String name, Random random, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private static void flip(Path file, int at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] { (byte) (one.get(0) ^ 4) }), at);
        }
    }
}
