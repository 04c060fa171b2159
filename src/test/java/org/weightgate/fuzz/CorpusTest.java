package org.weightgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every parser with its seeds, with everything that was ever found, and with a few thousand variations of both.
class CorpusTest {

    private static final int VARIATIONS = 2_000;
    private static final String PIECES = "0123456789{}[]\",:-eE. \\nul";

    /// By their names: what is good is read, what is nearly good is refused, what was found once is either.
    @ParameterizedTest
    @EnumSource
    void everySeedIsReadOrRefusedAsItsNameSays(FuzzTarget target) throws Exception {
        Set<String> kinds = new HashSet<>();
        for (Path seed : target.seeds()) {
            String name = seed.getFileName().toString();
            boolean read = reads(target, Files.readAllBytes(seed), seed.toString());
            if (!name.startsWith("found-")) {
                assertThat(name).as("%s, which is %s", seed, read ? "read" : "refused").startsWith(read ? "good" : "bad-");
                kinds.add(read ? "good" : "bad");
            }
        }
        assertThat(kinds).contains("good").hasSize(target == FuzzTarget.TEXT ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource
    void everyVariationOfASeedIsReadOrRefused(FuzzTarget target) throws Exception {
        var random = new SplittableRandom(20_261_125);
        byte[][] seeds = new byte[target.seeds().size()][];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = Files.readAllBytes(target.seeds().get(i));
        }
        for (int i = 0; i < VARIATIONS; i++) {
            byte[] varied = varied(seeds[i % seeds.length], seeds[random.nextInt(seeds.length)], random);
            reads(target, varied, "variation " + i);
        }
    }

    private static boolean reads(FuzzTarget target, byte[] input, String what) {
        try {
            return target.reads(input);
        } catch (Exception | Error finding) {
            throw new AssertionError(what + " of " + target.title(), finding);
        }
    }

    private static byte[] varied(byte[] seed, byte[] other, SplittableRandom random) {
        byte[] bytes = seed.clone();
        for (int change = random.nextInt(1, 4); change > 0 && bytes.length > 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                default -> {
                    int from = random.nextInt(other.length + 1);
                    int length = Math.min(other.length - from, bytes.length - at);
                    System.arraycopy(other, from, bytes, at, random.nextInt(length + 1));
                }
            }
        }
        return bytes;
    }
}
