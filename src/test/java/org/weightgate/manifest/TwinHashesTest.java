package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class TwinHashesTest {

    @Test
    void bothAreTheHashesOfTheirOwnBytes() {
        var random = new Random(25);
        for (int round = 0; round < 2_000; round++) {
            byte[] one = new byte[random.nextInt(400)];
            byte[] other = new byte[random.nextInt(400)];
            random.nextBytes(one);
            random.nextBytes(other);
            int oneLength = random.nextInt(one.length + 1);
            int otherLength = random.nextInt(other.length + 1);
            MessageDigest first = Digest.hasher();
            MessageDigest second = Digest.hasher();
            first.update((byte) round);
            TwinHashes.update(first, one, oneLength, second, other, otherLength);
            TwinHashes.update(first, other, otherLength, second, one, oneLength);
            MessageDigest plain = Digest.hasher();
            plain.update((byte) round);
            plain.update(one, 0, oneLength);
            plain.update(other, 0, otherLength);
            assertThat(first.digest()).isEqualTo(plain.digest());
            plain.update(Arrays.copyOf(other, otherLength));
            plain.update(Arrays.copyOf(one, oneLength));
            assertThat(second.digest()).isEqualTo(plain.digest());
        }
    }

    @Test
    void twoDigestsOfTheSameBytes() {
        byte[] bytes = new byte[1000];
        new Random(26).nextBytes(bytes);
        MessageDigest first = Digest.hasher();
        MessageDigest second = Digest.hasher();
        TwinHashes.update(first, bytes, 1000, second, bytes, 1000);
        assertThat(first.digest()).isEqualTo(second.digest()).isEqualTo(Digest.sha256(bytes).bytes());
    }
}
