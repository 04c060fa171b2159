package org.weightgate.notices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Predicate;

import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.Mails;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// Reports come by SMTP into a real mailbox, and are read from it by IMAP.
@QuarkusTest
class BounceMailboxTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    Outbox outbox;
    @Inject
    Deliveries deliveries;
    @Inject
    BounceConfig config;

    @Test
    void aBounceThatComesBackLaterIsSeenAndStopsMailToTheAddress() throws Exception {
        String address = UUID.randomUUID() + "@example.org";
        Sent sent = sent(address);

        comeBack(ours().sender(sent.mail()), Dsn.report("failed", "5.1.1", "smtp; 550 5.1.1 user unknown"));

        assertThat(await(sent, delivery -> delivery.state() == MailState.BOUNCED).said()).isEqualTo("550 5.1.1 user unknown");
        assertThat(deliveries.delivered("test:" + sent.about())).isEmpty();
        assertThat(deliveries.about(enqueue(address)).getFirst().state()).isEqualTo(MailState.BOUNCED);
    }

    @Test
    void forgedReportsAutomaticAnswersAndDelaysChangeNothing() throws Exception {
        Sent sent = sent(UUID.randomUUID() + "@example.org");
        String failed = Dsn.report("failed", "5.1.1", "smtp; 550 5.1.1 user unknown");
        String forged = BounceAddresses.of(config.address().orElseThrow(), "a secret of somebody else").sender(sent.mail());

        comeBack(forged, failed);
        comeBack(config.address().orElseThrow(), failed);
        comeBack(ours().sender(sent.mail()), "Subject: Out of office\nAuto-Submitted: auto-replied\n\nAction: failed\n");
        comeBack(ours().sender(sent.mail()), Dsn.report("delayed", "4.4.1", "smtp; still trying"));

        assertThat(await(sent, delivery -> delivery.said().equals("still trying")).state()).isEqualTo(MailState.SENT);
    }

    private record Sent(UUID about, UUID mail) {
    }

    private BounceAddresses ours() {
        return BounceAddresses.of(config).orElseThrow();
    }

    private UUID enqueue(String address) {
        UUID about = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.enqueueForStranger(about, address, "test:" + about, new Letter("WG-1", "Hello",
                        "Hello Ada,", List.of("Your request arrived."), "See it", "/requests/1")));
        return about;
    }

    private Sent sent(String address) {
        UUID about = enqueue(address);
        Mails.await(address, "Hello", LIMIT);
        var sent = new Sent(about, deliveries.about(about).getFirst().id());
        await(sent, delivery -> delivery.state() == MailState.SENT);
        return sent;
    }

    private Delivery await(Sent sent, Predicate<Delivery> wanted) {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < LIMIT.toNanos(); pause()) {
            Delivery now = deliveries.about(sent.about()).getFirst();
            if (wanted.test(now)) {
                return now;
            }
        }
        throw new AssertionError("still " + deliveries.about(sent.about()));
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void comeBack(String to, String report) throws MessagingException {
        var settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", System.getProperty("test.smtp.port"));
        settings.put("mail.smtp.from", "mailer-daemon@mx.example.org");
        var message = new MimeMessage(Session.getInstance(settings),
                new ByteArrayInputStream(("To: " + to + "\n" + report).replace("\n", "\r\n").getBytes(UTF_8)));
        Transport.send(message, new InternetAddress[] { new InternetAddress(to) });
    }
}
