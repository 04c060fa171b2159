package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSignatureTest {

    private static final Digest SOME = Digest.sha256("some".getBytes(StandardCharsets.UTF_8));
    private static final Map<String, Digest> RESOURCES = Map.of(Manifest.FILE_NAME, SOME, "a.bin", SOME, "\uffee.bin", SOME,
            "\ud83d\ude00.bin", SOME);

    private final SigningKey key = SigningKey.generate();
    private final byte[] bundle = ModelSignature.sign("acme/tiny", RESOURCES, key);

    @Test
    void ownSignatureVerifies() throws Exception {
        SignedStatement statement = ModelSignature.read(bundle).verify(TrustedKeys.of(key.signer()));

        assertThat(statement.subject()).isEqualTo("acme/tiny");
        assertThat(statement.resources()).isEqualTo(RESOURCES);
    }

    @Test
    void resourcesAreSortedByCodePointNotByUtf16Unit() throws Exception {
        assertThat(ModelSignature.read(bundle).unverifiedStatement().resources().keySet())
                .containsExactly("a.bin", Manifest.FILE_NAME, "\uffee.bin", "\ud83d\ude00.bin");
    }

    @Test
    void unknownSignerIsNamed() {
        assertThatThrownBy(() -> ModelSignature.read(bundle).verify(TrustedKeys.of(SigningKey.generate().signer())))
                .isInstanceOfSatisfying(UnknownSignerException.class,
                        unknown -> assertThat(unknown.fingerprint()).isEqualTo(key.signer().fingerprint()));
    }

    @Test
    void signatureUnderAnotherKeysNameIsRefused() throws Exception {
        SigningKey other = SigningKey.generate();
        byte[] borrowed = new String(bundle, StandardCharsets.UTF_8)
                .replace(key.signer().fingerprint(), other.signer().fingerprint()).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ModelSignature.read(borrowed).verify(TrustedKeys.of(key.signer(), other.signer())))
                .isInstanceOf(VerificationException.class).hasMessageContaining("it does not verify");
        assertThat(ModelSignature.read(borrowed).recoverSigner()).isEmpty();
    }

    @Test
    void signerIsRecoveredFromTheSignatureAlone() throws Exception {
        assertThat(ModelSignature.read(bundle).recoverSigner()).contains(key.signer());
    }

    @Test
    void releaseIsNotSignedWithoutItsManifest() {
        assertThatThrownBy(() -> ModelSignature.sign("acme/tiny", Map.of("a.bin", SOME), key))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bundleMadeByOpensslVerifies() throws Exception {
        SignerKey signer = SignerKey.ofPem(text("openssl.pub"));
        ModelSignature signature = ModelSignature.read(text("openssl.sig").getBytes(StandardCharsets.UTF_8));

        SignedStatement statement = signature.verify(TrustedKeys.of(signer));

        assertThat(signer.fingerprint()).isEqualTo(text("openssl.fingerprint").strip());
        assertThat(statement.resources()).containsOnlyKeys("a.bin", "b/c.bin", Manifest.FILE_NAME);
        assertThat(signature.recoverSigner()).contains(signer);
    }

    @Test
    void privateKeyMadeByOpensslGivesItsPublicKey() throws Exception {
        assertThat(SigningKey.ofPem(text("openssl.p8")).signer()).isEqualTo(SignerKey.ofPem(text("openssl.pub")));
        assertThat(SigningKey.ofPem(text("openssl-bare.p8")).signer()).isEqualTo(SignerKey.ofPem(text("openssl.pub")));
    }

    @Test
    void keySurvivesItsPem() throws Exception {
        assertThat(SigningKey.ofPem(key.pem()).signer()).isEqualTo(key.signer());
        assertThat(SignerKey.ofPem(key.signer().pem())).isEqualTo(key.signer());
    }

    @ParameterizedTest
    @CsvSource({ "secp384r1,SHA384withECDSA", "secp521r1,SHA512withECDSA" })
    void theLargerCurvesOfTheSpecificationVerifyWithTheirOwnHash(String curve, String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        SignerKey signer = SignerKey.of(pair.getPublic());

        ModelSignature good = ModelSignature.read(signed(pair, signer, algorithm));
        ModelSignature wrongHash = ModelSignature.read(signed(pair, signer, "SHA256withECDSA"));

        assertThat(good.verify(TrustedKeys.of(signer)).resources()).isEqualTo(RESOURCES);
        assertThat(good.recoverSigner()).contains(signer);
        assertThat(SignerKey.ofPem(signer.pem())).isEqualTo(signer);
        assertThatThrownBy(() -> good.verify(TrustedKeys.of(key.signer()))).isInstanceOf(UnknownSignerException.class);
        assertThatThrownBy(() -> wrongHash.verify(TrustedKeys.of(signer))).hasMessageContaining("it does not verify");
        assertThat(wrongHash.recoverSigner()).isEmpty();
    }

    private static byte[] signed(KeyPair pair, SignerKey signer, String algorithm) throws Exception {
        var sorted = new TreeMap<String, Digest>(CodePoints.ORDER);
        sorted.putAll(RESOURCES);
        byte[] payload = BundleWriter.statement("acme/tiny", ModelSignature.root(sorted.values()), sorted);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(ModelSignature.preAuthenticationEncoding(payload));
        return BundleWriter.bundle(signer.fingerprint(), payload, signature.sign());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "secp256k1.pub | only ECDSA keys on the curve P-256, P-384 or P-521 are used, this one is on another curve",
            "rsa.pub | it holds no ECDSA public key on the curve P-256, P-384 or P-521",
            "off-curve.pub | its point does not lie on its curve",
            "openssl.p8 | it holds a private key; give the public one, which ends in .pub" })
    void keysThatCannotBeUsedAreExplained(String file, String reason) {
        assertThatThrownBy(() -> SignerKey.ofPem(text(file))).isInstanceOf(KeyFormatException.class).hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "openssl.pub | it holds a public key; signing needs the private one",
            "p384.p8 | it holds a key on another curve; releases are signed on P-256 only, which every verifier knows",
            "sec1.pem | it holds a EC PRIVATE KEY; convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.p8" })
    void signingKeysThatCannotBeUsedAreExplained(String file, String reason) {
        assertThatThrownBy(() -> SigningKey.ofPem(text(file))).isInstanceOf(KeyFormatException.class).hasMessage(reason);
    }

    @Test
    void emptyAndTextKeyFilesAreExplained() {
        assertThatThrownBy(() -> SignerKey.ofPem("")).hasMessageContaining("no PEM block");
        assertThatThrownBy(() -> SignerKey.ofPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"))
                .hasMessageContaining("no ECDSA public key");
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ModelSignatureTest.class.getResourceAsStream("/signing/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
