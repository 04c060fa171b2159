package org.weightgate.manifest;

import static org.weightgate.fuzz.Promise.that;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

import org.weightgate.fuzz.Promise;

/// The readers of manifests, signatures and keys under any bytes.
public final class ManifestFuzz {

    private static final Path RESOURCES = Path.of("src/test/resources");
    /// Signs the seeds; its private half lies beside it, so that a seed can be made anew.
    private static final SignerKey KEY = key();
    private static final TrustedKeys TRUST = TrustedKeys.of(KEY);
    private static final Set<SignedStatement> SIGNED = Set.of(statement("fuzz/signature/good-key.sig"),
            statement("signing/reference-key.sig"), statement("signing/reference-certificate.sig"));
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private ManifestFuzz() {
    }

    /// What is read is within its limits, and reads the same when it is written.
    public static boolean manifest(byte[] input) throws ManifestFormatException {
        Manifest manifest;
        try {
            manifest = ManifestReader.read(input);
        } catch (ManifestFormatException refused) {
            Promise.refusal(refused);
            return false;
        }
        that(manifest.totalSize() >= 0 && manifest.totalSize() <= Manifest.MAXIMUM_SIZE, "sizes add up");
        for (FileEntry file : manifest.files()) {
            that(SafePath.problem(file.path()).isEmpty(), "paths are safe");
            that(file.chunks().count() == ChunkDigests.count(file.size(), manifest.chunkSize()), "chunks cover the file");
            that(file.chunks().root().equals(file.chunkRoot()), "the root is that of the chunks");
        }
        byte[] written = ManifestWriter.write(manifest);
        Manifest again = ManifestReader.read(written);
        that(Arrays.equals(ManifestWriter.write(again), written), "written, it reads the same");
        that(again.release().equals(manifest.release()) && again.terms().equals(manifest.terms())
                && again.model().equals(manifest.model()) && again.selfTest().equals(manifest.selfTest()), "nothing is lost");
        return true;
    }

    /// What is read is consistent, and what verifies says what was signed.
    public static boolean signature(byte[] input) {
        ModelSignature signature;
        try {
            signature = ModelSignature.read(input);
        } catch (ManifestFormatException refused) {
            Promise.refusal(refused);
            return false;
        }
        that(!signature.unverifiedStatement().resources().isEmpty(), "something was signed");
        signature.unverifiedStatement().resources().keySet().forEach(path -> that(
                path.equals(Manifest.FILE_NAME) || SafePath.problem(path).isEmpty(), "paths are safe"));
        try {
            that(SIGNED.contains(signature.verify(TRUST)), "no forgery is believed");
        } catch (VerificationException refused) {
            Promise.printable(refused.getMessage());
        }
        return true;
    }

    /// What is read is consistent, and what verifies was signed by the key.
    public static boolean keyList(byte[] input) {
        KeyList.Signed signed;
        try {
            signed = KeyList.read(input);
        } catch (ManifestFormatException refused) {
            Promise.refusal(refused);
            return false;
        }
        KeyList list = signed.unverified();
        that(!list.keys().isEmpty() && list.expires().isAfter(list.issued()), "the list is consistent");
        try {
            SignerKey voucher = signed.verify(TRUST, NOW);
            that(voucher.equals(KEY) && list.publisher().equals("acme") && list.sequence() == 3, "no forgery is believed");
        } catch (VerificationException refused) {
            Promise.printable(refused.getMessage());
        }
        return true;
    }

    /// A public key reads the same when it is written; certificates have one.
    public static boolean keyFile(byte[] input) throws KeyFormatException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Optional<SignerKey> read = Optional.empty();
        try {
            read = Optional.of(SignerKey.ofPem(text));
        } catch (KeyFormatException refused) {
            Promise.printable(refused.getMessage());
        }
        if (read.isPresent()) {
            that(SignerKey.ofPem(read.get().pem()).equals(read.get()), "written, it reads the same");
        }
        try {
            CertificateChain chain = CertificateChain.ofPem(text);
            that(SignerKey.ofPem(chain.key().pem()).equals(chain.key()), "written, its key reads the same");
            Promise.printable(chain.issuer());
            return true;
        } catch (KeyFormatException refused) {
            Promise.printable(refused.getMessage());
            return read.isPresent();
        }
    }

    private static SignedStatement statement(String seed) {
        try {
            return ModelSignature.read(Files.readAllBytes(RESOURCES.resolve(seed))).unverifiedStatement();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ManifestFormatException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static SignerKey key() {
        try {
            return SignerKey.ofPem(Files.readString(RESOURCES.resolve("signing/openssl.pub")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (KeyFormatException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
