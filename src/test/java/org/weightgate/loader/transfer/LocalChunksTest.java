package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.ChunkCheck;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.VerifyProgress;

class LocalChunksTest {

    private static final int CHUNK = 1000;
    private static final int COUNT = 1001;

    @TempDir
    Path folder;

    @Test
    void onlyTheRightOnesOfThoseAskedForAreFound() throws Exception {
        assertThat(ChunkCheck.isWorthPairing(COUNT / 2)).as("enough for pairs").isTrue();
        var random = new Random(28);
        byte[] bytes = new byte[COUNT * CHUNK - 999];
        random.nextBytes(bytes);
        Path path = Files.write(folder.resolve("model.bin"), bytes);
        FileEntry file = ReleaseDigest.files(ReleaseFolder.at(folder), CHUNK, VerifyProgress.NONE).getFirst();
        var wrong = new BitSet();
        var asked = new BitSet();
        asked.set(0, COUNT);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int chunk : new int[] { 0, 7, 8, 9, 500, COUNT - 2 }) {
                wrong.set(chunk);
                channel.write(ByteBuffer.wrap(new byte[] { (byte) (bytes[chunk * CHUNK + 5] ^ 1) }), chunk * (long) CHUNK + 5);
            }
            var check = new ChunkCheck(channel, file, CHUNK);
            assertThat(right(asked, wrong)).isEqualTo(LocalChunks.right(check, COUNT));
            for (int chunk = 3; chunk < COUNT; chunk += 3) {
                asked.clear(chunk);
            }
            assertThat(LocalChunks.right(check, asked)).isEqualTo(right(asked, wrong));
            channel.truncate(bytes.length - 1);
            wrong.set(COUNT - 1);
            assertThat(LocalChunks.right(check, asked)).isEqualTo(right(asked, wrong));
            assertThat(LocalChunks.right(check, new BitSet())).isEqualTo(new BitSet());
        }
    }

    private static BitSet right(BitSet asked, BitSet wrong) {
        var right = (BitSet) asked.clone();
        right.andNot(wrong);
        return right;
    }
}
