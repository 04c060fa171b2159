package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/// Encryption on the way to the mail server, and every way it fails: a mail waits with the reason in words, nothing is sent in
/// the clear.
class EncryptedMailServerTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;
    private static SSLContext server;
    private static SSLContext trusting;

    private final int port = SteerableMailServer.freePort();

    /// A certificate of a server called localhost, which only those who are told to trust it trust.
    @BeforeAll
    static void aCertificate() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "mail", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
                .redirectErrorStream(true).start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), null, null);
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("mail", keys.getCertificate("mail"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    @ParameterizedTest
    @ValueSource(strings = { "starttls", "tls" })
    void mailsLeaveEncryptedOverOneConnection(String tls) throws IOException {
        try (var there = new SteerableMailServer(port, server, tls.equals("tls"))) {
            MailServer mailServer = mailServer("localhost", tls, trusting);

            assertThat(mailServer.send(mail(Duration.ofMinutes(1)), new Handover())).isInstanceOf(Outcome.Accepted.class);
            assertThat(mailServer.send(mail(Duration.ofMinutes(1)), new Handover())).isInstanceOf(Outcome.Accepted.class);

            assertThat(there.accepted()).hasSize(2);
            assertThat(there.connections()).isOne();
            mailServer.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "starttls", "tls" })
    void whoLostTheMailInTheMiddleDoesNotFinish(String tls) throws IOException {
        try (var there = new SteerableMailServer(port, server, tls.equals("tls"))) {
            there.pause("RCPT", Duration.ofMillis(600));
            var handover = new Handover();

            Outcome outcome = mailServer("localhost", tls, trusting).send(mail(Duration.ofMillis(500)), handover);

            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(handover.written()).isFalse();
            assertThat(there.received()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "starttls", "tls" })
    void aCertificateNobodyVouchesForIsSaidInWords(String tls) throws IOException {
        try (var there = new SteerableMailServer(port, server, tls.equals("tls"))) {
            Outcome outcome = mailServer("localhost", tls, null).send(mail(Duration.ofMinutes(1)), new Handover());

            assertThat(outcome).isInstanceOf(Outcome.ServerTrouble.class);
            assertThat(outcome.said()).startsWith("no encrypted connection to the mail server: ")
                    .contains("certification path");
            assertThat(there.received()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "starttls", "tls" })
    void aCertificateForAnotherNameIsSaidInWords(String tls) throws IOException {
        try (var there = new SteerableMailServer(port, server, tls.equals("tls"))) {
            Outcome outcome = mailServer("127.0.0.1", tls, trusting).send(mail(Duration.ofMinutes(1)), new Handover());

            assertThat(outcome).isInstanceOf(Outcome.ServerTrouble.class);
            assertThat(outcome.said()).contains("127.0.0.1");
            assertThat(there.received()).isZero();
        }
    }

    @Test
    void aServerThatDoesNotEncryptGetsNothing() throws IOException {
        try (var there = new SteerableMailServer(port)) {
            Outcome outcome = mailServer("localhost", "starttls", trusting).send(mail(Duration.ofMinutes(1)), new Handover());

            assertThat(outcome).isInstanceOf(Outcome.ServerTrouble.class);
            assertThat(outcome.said()).contains("STARTTLS is required but");
            assertThat(there.received()).isZero();
        }
    }

    @Test
    void aServerThatRefusesToEncryptNowGetsNothingAndIsQuoted() throws IOException {
        try (var there = new SteerableMailServer(port, server, false)) {
            there.answer("STARTTLS", "454 4.7.0 TLS not available just now");

            Outcome outcome = mailServer("localhost", "starttls", trusting).send(mail(Duration.ofMinutes(1)), new Handover());

            assertThat(outcome).isInstanceOf(Outcome.ServerTrouble.class);
            assertThat(outcome.said()).contains("454 4.7.0 TLS not available just now");
            assertThat(there.received()).isZero();
        }
    }

    @Test
    void aServerThatSpeaksInTheClearWhereEncryptionIsExpectedGetsNothing() throws IOException {
        try (var there = new SteerableMailServer(port)) {
            Outcome outcome = mailServer("localhost", "tls", trusting).send(mail(Duration.ofMinutes(1)), new Handover());

            assertThat(outcome).isInstanceOf(Outcome.ServerTrouble.class);
            assertThat(outcome.said()).startsWith("no encrypted connection to the mail server: ");
            assertThat(there.received()).isZero();
        }
    }

    private MailServer mailServer(String host, String tls, @Nullable SSLContext context) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(Map.of("weightgate.smtp.host", host, "weightgate.smtp.port",
                        Integer.toString(port), "weightgate.smtp.tls", tls, "weightgate.mail.send-timeout", "5s",
                        "weightgate.mail.confirm-timeout", "5s"), "test", 100))
                .withMapping(MailServerConfig.class).withMapping(MailConfig.class).build();
        return new MailServer(config.getConfigMapping(MailServerConfig.class), config.getConfigMapping(MailConfig.class),
                Optional.empty(), "portal.example", context);
    }

    private static ClaimedMail mail(Duration lease) {
        UUID id = UUID.randomUUID();
        return new ClaimedMail(id, UUID.randomUUID(), System.nanoTime() + lease.toNanos(), 1, Duration.ZERO,
                "<" + id + "@portal.example>", "ada@example.org", "example.org", "Hello", "Hello", "<p>Hello</p>");
    }
}
