package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.manifest.ChunkDigests;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;

class UploadPlanTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({ "0, 8", "8, 8", "80000, 8", "80001, 16", "5242880, 1024" })
    void partsAreTheManifestsChunksWhileThereAreFewEnough(long size, long expected) {
        assertThat(UploadPlan.partSize(size * MIB, 8 * MIB)).isEqualTo(expected * MIB);
    }

    @Test
    void chunksTooSmallForTheStoreAreNoParts() {
        assertThat(UploadPlan.partSize(100 * MIB, MIB)).isEqualTo(8 * MIB);
        assertThat(UploadPlan.partSize(100 * MIB, 16 * MIB)).isEqualTo(16 * MIB);
    }

    @Test
    void checksumsAreThoseOfTheManifestWherePartsAreChunks() {
        byte[] chunks = new byte[2 * Digest.LENGTH];
        chunks[0] = 1;
        ChunkDigests digests = ChunkDigests.ofPacked(chunks);
        var file = new FileEntry("a", "weights", 9 * MIB, Digest.sha256(new byte[0]), digests.root(), digests);

        assertThat(UploadPlan.checksum(file, 8 * MIB, 8 * MIB, 0)).isEqualTo(base64(digests.get(0)));
        assertThat(UploadPlan.checksum(file, 8 * MIB, 16 * MIB, 0)).isEqualTo(base64(file.sha256()));
        assertThat(UploadPlan.checksum(file, MIB, 8 * MIB, 0)).isNull();
        assertThat(UploadPlan.objectChecksum(file, 8 * MIB, 8 * MIB)).isEqualTo(base64(digests.root()) + "-2");
        assertThat(UploadPlan.objectChecksum(file, MIB, 8 * MIB)).isNull();
    }

    private static String base64(Digest digest) {
        return Base64.getEncoder().encodeToString(digest.bytes());
    }
}
