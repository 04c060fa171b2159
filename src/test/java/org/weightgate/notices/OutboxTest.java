package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

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
    private static final FairShare ALL = new FairShare(10, 10, Map.of(), Set.of());

    @Inject
    Outbox outbox;
    @Inject
    Deliveries deliveries;
    @Inject
    MailServer mailServer;
    @Inject
    BounceConfig bounces;
    @Inject
    OutboxQueue queue;
    @Inject
    OutboxSender sender;
    @Inject
    Session database;
    @ConfigProperty(name = "weightgate.smtp.port")
    int port;

    /// The scheduled sender rests; the test says when to send.
    public static class OwnMailServer implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("weightgate.mail.every", "off", "weightgate.mail.first-wait", "10ms", "weightgate.mail.give-up-after",
                    "100ms", "weightgate.mail.send-timeout", "2s", "weightgate.mail.slow-after", "500ms",
                    "weightgate.smtp.host", "127.0.0.1", "weightgate.smtp.port",
                    Integer.toString(SteerableMailServer.freePort()), "weightgate.smtp.tls", "none", "weightgate.smtp.from",
                    "Weights <weights@lab.example>");
        }
    }

    @BeforeEach
    void nothingElseIsDue() {
        QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery("update outbox_mail set state = 'FAILED', lease = null, leased_until = null "
                        + "where state in ('QUEUED', 'SENDING', 'DEFERRED')")
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
            for (var some = queue.claim(ALL, 3, LEASE); !some.isEmpty(); some = queue.claim(ALL, 3, LEASE)) {
                some.forEach(mail -> taken.add(mail.id()));
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
    void aSenderThatDiesAfterTheServerTookTheMailRepeatsTheSameMessageId() throws Exception {
        enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            assertThat(mailServer.send(claim(Duration.ofMillis(300)))).isInstanceOf(Outcome.Accepted.class);
            Thread.sleep(300);
            sender.sendAllDue();

            assertThat(server.accepted()).hasSize(2);
            assertThat(server.accepted().stream().map(OutboxTest::messageId).distinct()).hasSize(1);
        }
    }

    @Test
    void aSenderThatSleptPastItsLeaseSendsNothingAndChangesNothing() throws IOException {
        UUID about = enqueue("ada@example.org", "Hello");
        ClaimedMail slept = claim(Duration.ZERO);
        ClaimedMail taken = claim(LEASE);

        try (var server = new SteerableMailServer(port)) {
            assertThat(mailServer.send(slept)).isInstanceOf(Outcome.Deferred.class);
            queue.record(List.of(new OutboxQueue.Report(slept, MailState.SENT, "250 ok", false, Duration.ZERO)));

            assertThat(server.connections()).isZero();
        }
        assertThat(taken.id()).isEqualTo(slept.id());
        assertThat(delivery(about).state()).isEqualTo(MailState.SENDING);
    }

    /// A process can be stopped in the middle of a mail, and wake up when another one has sent it.
    @Test
    void aSenderWhoseLeaseEndsInTheMiddleDoesNotFinish() throws Exception {
        enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.pause("RCPT", Duration.ofMillis(600));
            Outcome outcome = mailServer.send(claim(Duration.ofMillis(400)));

            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(server.accepted()).isEmpty();
        }
    }

    @Test
    void mailWaitsForAServerThatIsDownAndGoesOutWhenItIsBack() throws Exception {
        List<UUID> waiting = Stream.of("ada", "bob", "eve").map(name -> enqueue(name + "@example.org", "Hello")).toList();
        sender.sendAllDue();
        assertThat(delivery(waiting.getFirst()).state()).isEqualTo(MailState.DEFERRED);
        assertThat(delivery(waiting.getFirst()).said()).isNotEmpty();

        try (var server = new SteerableMailServer(port)) {
            for (int i = 0; i < 100 && server.accepted().size() < 3; i++) {
                Thread.sleep(50);
                sender.sendAllDue();
            }

            assertThat(server.accepted()).hasSize(3);
        }
        assertThat(waiting).allSatisfy(about -> assertThat(delivery(about).state()).isEqualTo(MailState.SENT));
    }

    @Test
    void aServerWithoutWorkingSignInOrGreetingBlamesNoMail() throws Exception {
        UUID about = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.answer("MAIL", "530 5.7.0 sign in first");
            sender.sendAllDue();
            assertThat(delivery(about).state()).isEqualTo(MailState.DEFERRED);
            assertThat(delivery(about).said()).contains("sign in first");
            server.answer("MAIL", "250 ok");
            server.answer("GREETING", "");
            Thread.sleep(30);
            sender.sendAllDue();
            assertThat(delivery(about).state()).isEqualTo(MailState.DEFERRED);
            server.answer("GREETING", "220 well again");
            for (int i = 0; i < 100 && delivery(about).state() != MailState.SENT; i++) {
                Thread.sleep(50);
                sender.sendAllDue();
            }
        }
        assertThat(delivery(about).state()).isEqualTo(MailState.SENT);
        assertThat(delivery(about).said()).isEqualTo("250 2.0.0 taken as A1");
    }

    @Test
    void aMailThatNeverGetsThroughIsGivenUpVisibly() throws Exception {
        UUID about = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.answer("RCPT", "451 4.7.1 come back later");
            while (delivery(about).state() != MailState.FAILED) {
                sender.sendAllDue();
                Thread.sleep(20);
            }

            assertThat(server.accepted()).isEmpty();
        }
        assertThat(delivery(about).said()).isEqualTo("451 4.7.1 come back later");
        assertThat(delivery(about).attempts()).isGreaterThan(1);
    }

    @Test
    void aTarpitIsLeftAfterTheTimeoutAndHoldsUpNobody() throws Exception {
        UUID stuck = enqueue("ada@tarpit.example", "Hello");
        for (int i = 0; i < 20; i++) {
            enqueue("bob" + i + "@tarpit.example", "Hello");
        }
        UUID behind = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.slow("tarpit.example", Duration.ofSeconds(30));
            var sending = Thread.ofVirtual().start(sender::sendAllDue);
            long begin = System.nanoTime();
            while (delivery(behind).state() != MailState.SENT) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1900));
                Thread.sleep(20);
            }
            while (delivery(stuck).state() != MailState.DEFERRED) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
                Thread.sleep(20);
            }
            nothingElseIsDue();
            sending.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void oneConnectionCarriesManyMails() throws IOException {
        for (int i = 0; i < 30; i++) {
            enqueue("ada" + i + "@example.org", "Hello");
        }

        try (var server = new SteerableMailServer(port)) {
            sender.sendAllDue();

            assertThat(server.accepted()).hasSize(30);
            assertThat(server.connections()).isLessThan(10);
        }
    }

    @Test
    void aKeptConnectionTheServerDroppedCostsNoMailItsTurn() throws Exception {
        try (var server = new SteerableMailServer(port)) {
            enqueue("ada@example.org", "Hello");
            sender.sendAllDue();
            assertThat(server.accepted()).hasSize(1);
        }
        try (var server = new SteerableMailServer(port)) {
            UUID about = enqueue("ada@example.org", "Hello again");
            sender.sendAllDue();

            assertThat(server.accepted()).hasSize(1);
            assertThat(delivery(about).attempts()).isOne();
        }
    }

    @Test
    void anAddressThatIsRefusedForGoodGetsNoMoreMail() throws IOException {
        String bad = UUID.randomUUID() + "@example.org";
        UUID first = enqueue(bad, "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.answer("RCPT TO:<" + bad, "550 5.1.1 user unknown");
            sender.sendAllDue();
            UUID second = enqueue(bad, "Hello again");
            UUID other = enqueue("ada@example.org", "Hello");
            sender.sendAllDue();

            assertThat(delivery(first).state()).isEqualTo(MailState.BOUNCED);
            assertThat(delivery(first).said()).isEqualTo("550 5.1.1 user unknown");
            assertThat(delivery(second).state()).isEqualTo(MailState.BOUNCED);
            assertThat(delivery(second).attempts()).isZero();
            assertThat(delivery(other).state()).isEqualTo(MailState.SENT);
            assertThat(resend(first, bad)).isInstanceOf(Resend.AddressRefuses.class);
        }
    }

    @Test
    void aMailThatIsRefusedForItsContentSpoilsNoAddress() throws IOException {
        UUID first = enqueue("carol@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.answer(".", "554 5.6.0 not this mail");
            sender.sendAllDue();
            assertThat(delivery(first).state()).isEqualTo(MailState.BOUNCED);
            server.answer(".", "250 ok");
            UUID second = enqueue("carol@example.org", "Hello again");
            sender.sendAllDue();

            assertThat(delivery(second).state()).isEqualTo(MailState.SENT);
        }
    }

    @Test
    void aMailIsSentAgainToACorrectedAddressButNotTooOften() throws IOException {
        UUID about = enqueue("dora@exmaple.org", "Hello");
        age(about);

        try (var server = new SteerableMailServer(port)) {
            server.answer("RCPT TO:<dora@exmaple", "550 5.7.1 no");
            sender.sendAllDue();
            assertThat(deliveries.delivered(about.toString())).isEmpty();

            assertThat(resend(about, "dora@example.org")).isInstanceOf(Resend.Queued.class);
            assertThat(resend(about, "dora@example.org")).isInstanceOf(Resend.TooSoon.class);
            sender.sendAllDue();

            assertThat(server.accepted()).singleElement().asString().contains("To: dora@example.org");
        }
        assertThat(deliveries.about(about)).extracting(Delivery::state).containsExactly(MailState.BOUNCED, MailState.SENT);
        assertThat(deliveries.delivered(about.toString())).isPresent();
    }

    @Test
    void aDelayedMailIsNotDoubledButHurried() throws Exception {
        UUID about = enqueue("ada@example.org", "Hello");

        assertThat(resend(about, "ada@example.org")).isInstanceOf(Resend.Hurried.class);
        assertThat(deliveries.about(about)).hasSize(1);
    }

    @Test
    void whoAsksForAMailOfSomethingElseFindsNone() {
        UUID mail = delivery(enqueue("ada@example.org", "Hello")).id();

        assertThat(QuarkusTransaction.requiringNew().call(() -> deliveries.resend(UUID.randomUUID(), mail, "eve@example.org")))
                .isInstanceOf(Resend.NotFound.class);
    }

    @Test
    void aRecipientThatIsNoAddressFailsVisiblyAndHoldsUpNobody() {
        UUID about = enqueue("ada@example.org\r\nBcc: all@example.org", "Hello");

        assertThat(delivery(about).state()).isEqualTo(MailState.BOUNCED);
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

    @Test
    void eachMailHasAReturnAddressOfItsOwn() throws IOException {
        UUID about = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            sender.sendAllDue();

            assertThat(server.accepted()).singleElement().asString().contains("From: Weights <weights@lab.example>");
            assertThat(server.envelopes()).singleElement().asString().startsWith(
                    "MAIL FROM:<" + BounceAddresses.of(bounces).orElseThrow().sender(delivery(about).id()) + ">");
        }
    }

    private ClaimedMail claim(Duration lease) {
        return queue.claim(ALL, 1, lease).getFirst();
    }

    private Resend resend(UUID about, String address) {
        UUID mail = delivery(about).id();
        return QuarkusTransaction.requiringNew().call(() -> deliveries.resend(about, mail, address));
    }

    private void age(UUID about) {
        QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery(
                        "update outbox_mail set queued_at = queued_at - interval '1 hour' where about = :about")
                .setParameter("about", about).executeUpdate());
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
