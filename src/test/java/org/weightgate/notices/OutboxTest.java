package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(OutboxTest.OwnMailServer.class)
class OutboxTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    @Inject
    Outbox outbox;
    @Inject
    OutboxQueue queue;
    @Inject
    OutboxSender sender;
    @Inject
    Session database;
    @ConfigProperty(name = "quarkus.mailer.port")
    int port;

    /// The scheduled sender rests; the test says when to send.
    public static class OwnMailServer implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("weightgate.mail.every", "off", "weightgate.mail.first-wait", "10ms", "weightgate.mail.attempts", "3",
                    "weightgate.mail.send-timeout", "2s", "quarkus.mailer.mock", "false", "quarkus.mailer.host", "127.0.0.1",
                    "quarkus.mailer.port", Integer.toString(SteerableMailServer.freePort()), "quarkus.mailer.from",
                    "weights@lab.example");
        }
    }

    @BeforeEach
    void nothingElseIsDue() {
        QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery("update outbox_mail set state = 'FAILED', lease = null, leased_until = null "
                        + "where state in ('QUEUED', 'SENDING')")
                .executeUpdate());
    }

    @Test
    void aMailArrivesOnceAsTextAndHtml() throws IOException {
        UUID about = enqueue("ada@example.org", "Zoë, your request arrived");

        try (var server = new SteerableMailServer(port)) {
            sender.sendAllDue();
            sender.sendAllDue();

            assertThat(server.accepted()).singleElement().asString().contains("To: ada@example.org", "multipart/alternative",
                    "text/plain", "text/html", "WG-1", "/requests/1", "Auto-Submitted: auto-generated");
        }
        assertThat(delivery(about).state()).isEqualTo(MailState.SENT);
        assertThat(delivery(about).sentAt()).isNotNull();
    }

    @Test
    void whatRollsBackIsNeverSent() {
        UUID about = UUID.randomUUID();

        QuarkusTransaction.begin();
        outbox.enqueue(about, "ada@example.org", about.toString(), letter("Hello"));
        QuarkusTransaction.rollback();

        assertThat(outbox.about(about)).isEmpty();
    }

    @Test
    void outsideATransactionNothingIsQueued() {
        assertThatThrownBy(() -> outbox.enqueue(UUID.randomUUID(), "ada@example.org", "x", letter("Hello")))
                .isInstanceOf(TransactionalException.class);
    }

    @Test
    void theSameMailIsQueuedOnce() {
        UUID about = UUID.randomUUID();

        for (int i = 0; i < 2; i++) {
            QuarkusTransaction.requiringNew()
                    .run(() -> outbox.enqueue(about, "ada@example.org", "once:" + about, letter("Hello")));
        }

        assertThat(outbox.about(about)).hasSize(1);
    }

    @Test
    void parallelSendersTakeEachMailOnce() throws Exception {
        for (int i = 0; i < 40; i++) {
            enqueue("ada" + i + "@example.org", "Hello " + i);
        }
        var barrier = new CyclicBarrier(4);
        Callable<List<UUID>> work = () -> {
            barrier.await();
            var taken = new ArrayList<UUID>();
            for (var mail = queue.claim(LEASE); mail.isPresent(); mail = queue.claim(LEASE)) {
                taken.add(mail.get().id());
            }
            return taken;
        };

        List<UUID> all = new ArrayList<>();
        try (var senders = Executors.newFixedThreadPool(4)) {
            for (var taken : senders.invokeAll(List.of(work, work, work, work))) {
                all.addAll(taken.get());
            }
        }

        assertThat(all).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void aSenderThatDiesAfterTheServerTookTheMailRepeatsTheSameMessageId() throws IOException {
        enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            sender.deliver(queue.claim(Duration.ZERO).orElseThrow());
            sender.sendAllDue();

            assertThat(server.accepted()).hasSize(2);
            assertThat(server.accepted().stream().map(OutboxTest::messageId).distinct()).hasSize(1);
        }
    }

    @Test
    void aSenderThatSleptPastItsLeaseChangesNothing() {
        UUID about = enqueue("ada@example.org", "Hello");
        ClaimedMail slept = queue.claim(Duration.ZERO).orElseThrow();
        ClaimedMail taken = queue.claim(LEASE).orElseThrow();

        queue.sent(slept);

        assertThat(taken.id()).isEqualTo(slept.id());
        assertThat(delivery(about).state()).isEqualTo(MailState.SENDING);
    }

    @Test
    void mailWaitsForAServerThatIsDownAndGoesOutWhenItIsBack() throws Exception {
        UUID about = enqueue("ada@example.org", "Hello");
        sender.sendAllDue();
        assertThat(delivery(about).state()).isEqualTo(MailState.QUEUED);
        assertThat(delivery(about).attempts()).isPositive();

        try (var server = new SteerableMailServer(port)) {
            Thread.sleep(50);
            sender.sendAllDue();

            assertThat(server.accepted()).hasSize(1);
        }
        assertThat(delivery(about).state()).isEqualTo(MailState.SENT);
    }

    @Test
    void aMailThatNeverGetsThroughIsGivenUpVisibly() throws Exception {
        UUID about = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.busy(true);
            for (int i = 0; i < 3; i++) {
                sender.sendAllDue();
                Thread.sleep(50);
            }

            assertThat(server.accepted()).isEmpty();
        }
        assertThat(delivery(about).state()).isEqualTo(MailState.FAILED);
        assertThat(delivery(about).attempts()).isEqualTo(3);
    }

    @Test
    void aTarpitIsLeftAfterTheTimeout() throws Exception {
        UUID about = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.slow(Duration.ofSeconds(10));
            long begin = System.nanoTime();
            sender.deliverOrGiveBack(queue.claim(LEASE).orElseThrow());

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
        }
        assertThat(delivery(about).state()).isEqualTo(MailState.QUEUED);
    }

    @Test
    void aRecipientThatIsNoAddressFailsVisiblyAndHoldsUpNobody() {
        UUID about = enqueue("ada@example.org\r\nBcc: all@example.org", "Hello");

        assertThat(delivery(about).state()).isEqualTo(MailState.FAILED);
    }

    @Test
    void nobodyAddsAHeaderThroughASubject() throws IOException {
        enqueue("ada@example.org", "Hello\r\nBcc: all@example.org\r\n\r\nbody");

        try (var server = new SteerableMailServer(port)) {
            sender.sendAllDue();

            assertThat(server.accepted()).singleElement().asString().contains("Subject: [WG-1] Hello Bcc: all@example.org body")
                    .doesNotContain("\nBcc:");
        }
    }

    private UUID enqueue(String recipient, String subject) {
        UUID about = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.enqueue(about, recipient, about.toString(), letter(subject)));
        return about;
    }

    private Delivery delivery(UUID about) {
        return outbox.about(about).getFirst();
    }

    private static Letter letter(String subject) {
        return new Letter("WG-1", subject, "Hello Ada,", List.of("Your request arrived."), "See your request", "/requests/1");
    }

    private static String messageId(String mail) {
        return mail.lines().filter(line -> line.regionMatches(true, 0, "Message-ID:", 0, 11)).findFirst().orElseThrow();
    }
}
