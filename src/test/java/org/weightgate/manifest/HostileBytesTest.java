package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

/// Mutated documents: whatever comes, only the typed exceptions leave the readers, and no mutation passes a signature.
class HostileBytesTest {

    private static final int ROUNDS = 20_000;
    private static final List<String> TOKENS = List.of("\"", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999",
            "9223372036854775808",
            "\\u0000", "\\ud800", "../", "\"\"", "\u00ff", "0".repeat(200));

    @Test
    void manifestReaderThrowsOnlyItsOwnException() throws Exception {
        byte[] good = Files.readAllBytes(Path.of("weights-manifest/vectors/good/full.json"));
        var random = new Random(1);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = mutate(good, random);
            try {
                Manifest manifest = ManifestReader.read(mutated);
                byte[] written = ManifestWriter.write(manifest);
                assertThat(ManifestWriter.write(ManifestReader.read(written))).isEqualTo(written);
                accepted++;
            } catch (ManifestFormatException refused) {
                assertThat(String.valueOf(refused.getMessage()).codePoints().noneMatch(Printable::isUnsafe)).isTrue();
            }
        }
        assertThat(accepted).isLessThan(ROUNDS / 4);
    }

    @Test
    void signatureReaderThrowsOnlyItsOwnExceptionsAndAcceptsNoForgery() throws Exception {
        SigningKey key = SigningKey.generate();
        Digest digest = Digest.sha256(new byte[0]);
        byte[] good = ModelSignature.sign("acme/tiny", Map.of(Manifest.FILE_NAME, digest, "a/b.bin", digest), key);
        SignedStatement signed = ModelSignature.read(good).verify(TrustedKeys.of(key.signer()));
        var random = new Random(2);
        for (int round = 0; round < ROUNDS / 4; round++) {
            try {
                SignedStatement statement = ModelSignature.read(mutate(good, random)).verify(TrustedKeys.of(key.signer()));
                assertThat(statement).isEqualTo(signed);
            } catch (ManifestFormatException | VerificationException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void malformedEcdsaSignaturesAreRefused() throws Exception {
        SigningKey key = SigningKey.generate();
        Digest digest = Digest.sha256(new byte[0]);
        byte[] der = key.sign(new byte[10]);
        var random = new Random(3);
        for (int round = 0; round < 100; round++) {
            byte[] mutated = round == 0 ? new byte[0] : mutate(der, random);
            byte[] payload = BundleWriter.statement("acme/tiny", ModelSignature.root(List.of(digest)), Map.of("a", digest));
            ModelSignature signature = ModelSignature.read(BundleWriter.bundle(key.signer().fingerprint(), payload, mutated));
            assertThat(signature.recoverSigner()).isEmpty();
            try {
                signature.verify(TrustedKeys.of(key.signer()));
                throw new AssertionError("accepted " + Arrays.toString(mutated));
            } catch (VerificationException refused) {
                assertThat(refused.file()).isEqualTo("model.sig");
            }
        }
    }

    @Test
    void keyFilesThrowOnlyTheirOwnException() {
        SigningKey key = SigningKey.generate();
        var random = new Random(4);
        for (int round = 0; round < 5_000; round++) {
            byte[] pem = (round % 2 == 0 ? key.pem() : key.signer().pem()).getBytes(StandardCharsets.US_ASCII);
            String mutated = new String(mutate(pem, random), StandardCharsets.ISO_8859_1);
            try {
                if (round % 2 == 0) {
                    assertThat(SigningKey.ofPem(mutated).signer()).isNotNull();
                } else {
                    assertThat(SignerKey.ofPem(mutated).fingerprint()).hasSize(64);
                }
            } catch (KeyFormatException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(Math.max(1, bytes.length));
            bytes = switch (random.nextInt(5)) {
                case 0 -> flip(bytes, at, 1 << random.nextInt(8));
                case 1 -> Arrays.copyOf(bytes, at);
                case 2 -> splice(bytes, at, at, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
                case 3 -> splice(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), new byte[0]);
                default ->
                    splice(bytes, at, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(60))));
            };
        }
        return bytes;
    }

    private static byte[] flip(byte[] bytes, int at, int mask) {
        byte[] flipped = bytes.clone();
        if (at < flipped.length) {
            flipped[at] ^= (byte) mask;
        }
        return flipped;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] spliced = Arrays.copyOf(bytes, from + middle.length + Math.max(0, bytes.length - to));
        System.arraycopy(middle, 0, spliced, from, middle.length);
        System.arraycopy(bytes, Math.min(to, bytes.length), spliced, from + middle.length, Math.max(0, bytes.length - to));
        return spliced;
    }
}
