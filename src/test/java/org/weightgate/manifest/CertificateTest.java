package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The certificates and bundles were made by openssl and by OpenSSF's own signer.
class CertificateTest {

    private static final Map<String, Digest> RESOURCES = Map.of(Manifest.FILE_NAME,
            Digest.sha256("some".getBytes(StandardCharsets.UTF_8)));
    private static final Instant WHILE_VALID = Instant.parse("2027-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = { "release-chain.pem", "code-signing.crt" })
    void signatureIsBelievedForItsAuthority(String chain) throws Exception {
        SignedStatement statement = signature(chain).verify(authority("authority.pem", WHILE_VALID));

        assertThat(statement.resources()).isEqualTo(RESOURCES);
    }

    /// The signer's certificate, the root, and between the two in the chain but behind both in the file the one that leads there.
    @Test
    void theOrderOfTheAuthoritiesDoesNotMatter() throws Exception {
        ModelSignature signed = signature("mixed-chain.pem");
        List<X509Certificate> chain = CertificateChain.certificates(text("mixed-chain.pem"));

        assertThat(signed.verify(authority("mixed-authority.pem", WHILE_VALID)).resources()).isEqualTo(RESOURCES);
        assertThat(signed.verify(TrustedKeys.of(List.of(), List.of(chain.getLast()), WHILE_VALID)).resources())
                .isEqualTo(RESOURCES);
        assertThatThrownBy(() -> signed.verify(authority("authority.pem", WHILE_VALID)))
                .isInstanceOf(VerificationException.class).hasMessageContaining("does not lead to an authority you trust");
    }

    @Test
    void signatureIsBelievedForItsKeyWithoutAnyAuthority() throws Exception {
        SignerKey signer = SignerKey.ofPem(text("openssl.pub"));

        assertThat(signature("release-chain.pem").verify(TrustedKeys.of(signer)).resources()).isEqualTo(RESOURCES);
        assertThat(signature("release-chain.pem").recoverSigner()).contains(signer);
        assertThat(signature("release-chain.pem").signerFingerprint()).isEqualTo(signer.fingerprint());
    }

    @Test
    void authorityOfTheSameNameIsAnother() {
        assertThatThrownBy(() -> signature("release-chain.pem").verify(authority("other-authority.pem", WHILE_VALID)))
                .isInstanceOf(VerificationException.class).hasMessageContaining("does not lead to an authority you trust");
    }

    @Test
    void withoutAnAuthorityTheSignerIsUnknownAndItsIssuerNamed() {
        assertThatThrownBy(() -> signature("release-chain.pem").verify(TrustedKeys.of()))
                .isInstanceOfSatisfying(UnknownSignerException.class,
                        unknown -> assertThat(unknown.issuer()).contains("CN=Example root"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "2020-01-01T00:00:00Z", "2200-01-01T00:00:00Z" })
    void certificateOutsideItsTimeIsRefused(String at) {
        assertThatThrownBy(() -> signature("release-chain.pem").verify(authority("authority.pem", Instant.parse(at))))
                .isInstanceOfSatisfying(VerificationException.class, refused -> {
                    assertThat(refused.place()).isEqualTo("certificate 0");
                    assertThat(refused.reason()).startsWith("it is valid from 20").endsWith(", and now is " + at);
                    assertThat(refused.next()).contains("newer certificate");
                });
    }

    @Test
    void signerChosenAsItsOwnAuthorityIsHeldToItsTimeToo() throws Exception {
        ModelSignature signed = signature("code-signing.crt");

        assertThat(signed.verify(authority("code-signing.crt", WHILE_VALID)).resources()).isEqualTo(RESOURCES);
        for (String at : new String[] { "2020-01-01T00:00:00Z", "2200-01-01T00:00:00Z" }) {
            assertThatThrownBy(() -> signed.verify(authority("code-signing.crt", Instant.parse(at))))
                    .isInstanceOf(VerificationException.class).hasMessageContaining("it is valid from");
        }
    }

    @Test
    void anAuthorityWhoseTimeIsOverVouchesForNobody() throws Exception {
        ModelSignature signed = signature("long-lived.crt");

        assertThat(signed.verify(authority("short-authority.pem", Instant.parse("2026-12-01T00:00:00Z"))).resources())
                .isEqualTo(RESOURCES);
        assertThatThrownBy(() -> signed.verify(authority("short-authority.pem", WHILE_VALID)))
                .isInstanceOf(VerificationException.class).hasMessageContaining("none of them valid at 2027-01-01");
    }

    @ParameterizedTest
    @CsvSource({ "server-only.crt, authority.pem, not for digital signatures",
            "server-only.crt, server-only.crt, not for digital signatures",
            "web-server.crt, web-authority.pem, other purposes than code signing",
            "web-server.crt, web-server.crt, other purposes than code signing",
            "no-signatures.crt, web-authority.pem, not for digital signatures" })
    void certificateForSomethingElseIsRefused(String signer, String chosen, String why) {
        assertThatThrownBy(() -> signature(signer).verify(authority(chosen, WHILE_VALID)))
                .isInstanceOf(VerificationException.class).hasMessageContaining(why);
    }

    @Test
    void certificateForAnyPurposeSigns() throws Exception {
        assertThat(signature("any-purpose.crt").verify(authority("web-authority.pem", WHILE_VALID)).resources())
                .isEqualTo(RESOURCES);
    }

    @Test
    void certificateOfAnotherKeyDoesNotSign() throws Exception {
        CertificateChain chain = CertificateChain.ofPem(text("release-chain.pem"));

        assertThatThrownBy(() -> ModelSignature.sign("acme/tiny", RESOURCES, SigningKey.generate(), chain))
                .isInstanceOf(KeyFormatException.class).hasMessageContaining("another key");
    }

    @Test
    void borrowedCertificateDoesNotVerify() throws Exception {
        SigningKey mine = SigningKey.generate();
        byte[] payload = BundleWriter.statement("acme/tiny", ModelSignature.root(RESOURCES.values()), RESOURCES);
        byte[] forged = BundleWriter.bundle(CertificateChain.ofPem(text("release-chain.pem")), payload,
                mine.sign(ModelSignature.preAuthenticationEncoding(payload)));

        assertThatThrownBy(() -> ModelSignature.read(forged).verify(authority("authority.pem", WHILE_VALID)))
                .isInstanceOf(VerificationException.class).hasMessageContaining("does not verify");
        assertThat(ModelSignature.read(forged).recoverSigner()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "reference-key.sig", "reference-certificate.sig", "reference-1.0.sig" })
    void folderSignedByTheReferenceVerifies(String bundle) throws Exception {
        signedFolder(bundle);

        SignedFolder verified = SignedFolder.verify(folder, TrustedKeys.of(SignerKey.ofPem(text("openssl.pub"))),
                VerifyProgress.NONE);

        assertThat(verified.files()).isEqualTo(2);
        assertThat(verified.subject()).isEqualTo("plain");
    }

    @Test
    void folderSignedByTheReferenceWithACertificateVerifiesForItsAuthority() throws Exception {
        signedFolder("reference-certificate.sig");

        assertThat(SignedFolder.verify(folder, authority("authority.pem", WHILE_VALID), VerifyProgress.NONE).files())
                .isEqualTo(2);
    }

    @Test
    void whatIsAddedChangedOrMissingInItIsNamed() throws Exception {
        signedFolder("reference-key.sig");
        TrustedKeys trust = TrustedKeys.of(SignerKey.ofPem(text("openssl.pub")));

        Files.writeString(folder.resolve("more"), "x");
        assertThatThrownBy(() -> SignedFolder.verify(folder, trust, VerifyProgress.NONE)).hasMessageContaining("more, ");
        Files.delete(folder.resolve("more"));
        Files.writeString(folder.resolve("sub/a.txt"), "ho\n");
        assertThatThrownBy(() -> SignedFolder.verify(folder, trust, VerifyProgress.NONE)).hasMessageContaining("sub/a.txt, ");
        Files.delete(folder.resolve("sub/a.txt"));
        assertThatThrownBy(() -> SignedFolder.verify(folder, trust, VerifyProgress.NONE)).hasMessageContaining("it is missing");
    }

    @Test
    void whatTheSignerSaysWasLeftOutIsNamedAndNothingElseGoesWithIt() throws Exception {
        signedFolder("reference-left-out.sig");
        TrustedKeys trust = TrustedKeys.of(SignerKey.ofPem(text("openssl.pub")));
        Files.createDirectories(folder.resolve("logs/of"));
        Files.writeString(folder.resolve("logs/of/today.txt"), "x");
        Files.writeString(folder.resolve("logs/yesterday.txt"), "x");

        assertThat(SignedFolder.verify(folder, trust, VerifyProgress.NONE).leftOut())
                .containsExactly("logs/of/today.txt", "logs/yesterday.txt");
        for (String other : new String[] { "logs2", "sub/logs" }) {
            Files.writeString(folder.resolve(other), "x");
            assertThatThrownBy(() -> SignedFolder.verify(folder, trust, VerifyProgress.NONE))
                    .hasMessageContaining(other + ", whole file: it was not signed");
            Files.delete(folder.resolve(other));
        }
        Files.createSymbolicLink(folder.resolve("logs/link"), folder.resolve("config.json"));
        assertThatThrownBy(() -> SignedFolder.verify(folder, trust, VerifyProgress.NONE)).hasMessageContaining("logs/link");
    }

    private void signedFolder(String bundle) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}\n");
        Files.createDirectories(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a.txt"), "hi\n");
        Files.writeString(folder.resolve(ModelSignature.FILE_NAME), text(bundle));
    }

    private static ModelSignature signature(String chain) throws Exception {
        return ModelSignature.read(ModelSignature.sign("acme/tiny", RESOURCES, SigningKey.ofPem(text("openssl.p8")),
                CertificateChain.ofPem(text(chain))));
    }

    private static TrustedKeys authority(String file, Instant at) throws Exception {
        return TrustedKeys.of(List.of(), CertificateChain.certificates(text(file)), at);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CertificateTest.class.getResourceAsStream("/signing/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
