package org.weightgate.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;

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
    MailConfig config;
    @Inject
    MailServerConfig serverConfig;
    @Inject
    BounceConfig bounces;
    @Inject
    OutboxQueue queue;
    @Inject
    OutboxSender sender;
    @Inject
    MailRetention retention;
    @Inject
    Session database;
    @ConfigProperty(name = "weightgate.smtp.port")
    int port;

    /// The scheduled sender rests; the test says when to send.
    public static class OwnMailServer implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return overrides("weightgate.mail.every", "off", "weightgate.mail.first-wait", "10ms",
                    "weightgate.mail.give-up-after",
                    "5s", "weightgate.mail.send-timeout", "2s", "weightgate.mail.slow-after", "500ms",
                    "weightgate.mail.lease", "2s", "weightgate.mail.confirm-timeout", "4s", "weightgate.mail.stop-wait",
                    "1s", "weightgate.smtp.host", "127.0.0.1", "weightgate.smtp.port",
                    Integer.toString(SteerableMailServer.freePort()), "weightgate.smtp.tls", "none", "weightgate.smtp.from",
                    "Weights <weights@lab.example>");
        }

        private static Map<String, String> overrides(String... pairs) {
            var overrides = new HashMap<String, String>();
            for (int i = 0; i < pairs.length; i += 2) {
                overrides.put(pairs[i], pairs[i + 1]);
            }
            return overrides;
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
        outbox.enqueueForStranger(about, "ada@example.org", about.toString(), letter("Hello"));
        QuarkusTransaction.rollback();

        assertThat(deliveries.about(about)).isEmpty();
    }

    @Test
    void outsideATransactionNothingIsQueued() {
        assertThatThrownBy(() -> outbox.enqueueForStranger(UUID.randomUUID(), "ada@example.org", "x", letter("Hello")))
                .isInstanceOf(TransactionalException.class);
    }

    @Test
    void theSameMailIsQueuedOnce() {
        UUID about = UUID.randomUUID();

        for (int i = 0; i < 2; i++) {
            QuarkusTransaction.requiringNew()
                    .run(() -> outbox.enqueueForStranger(about, "ada@example.org", "once:" + about, letter("Hello")));
        }

        assertThat(deliveries.about(about)).hasSize(1);
    }

    @Test
    void parallelSendersTakeEachMailOnce() throws Exception {
        for (int i = 0; i < 40; i++) {
            enqueue("ada" + i + "@example.org", "Hello " + i);
        }
        Callable<List<UUID>> work = () -> {
            var taken = new ArrayList<UUID>();
            for (var some = queue.claim(ALL, 3, LEASE); !some.isEmpty(); some = queue.claim(ALL, 3, LEASE)) {
                some.forEach(mail -> taken.add(mail.id()));
            }
            return taken;
        };

        List<UUID> all = Together.run(Collections.nCopies(4, work)).stream().flatMap(List::stream).toList();

        assertThat(all).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void aSenderThatDiesAfterTheServerTookTheMailRepeatsTheSameMessageId() throws Exception {
        enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            assertThat(mailServer.send(claim(Duration.ofSeconds(2)), new Handover())).isInstanceOf(Outcome.Accepted.class);
            Thread.sleep(2100);
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
            assertThat(mailServer.send(slept, new Handover())).isInstanceOf(Outcome.Deferred.class);
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
            Outcome outcome = mailServer.send(claim(Duration.ofMillis(400)), new Handover());

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
            await(() -> {
                sender.sendAllDue();
                deferredAMinuteEarlier(about);
                return delivery(about).state() == MailState.FAILED;
            });

            assertThat(server.accepted()).isEmpty();
        }
        assertThat(delivery(about).said()).isEqualTo("451 4.7.1 come back later");
        assertThat(delivery(about).attempts()).isGreaterThan(1);
    }

    /// The mail that hangs would be left only long after this test has given up waiting.
    @Test
    void whatIsQueuedWhileAMailHangsDoesNotWaitForIt() throws Exception {
        UUID stuck = enqueue("ada@tarpit.example", "Hello");
        MailConfig patient = patient();

        try (var server = new SteerableMailServer(port)) {
            server.pause("@tarpit.example", Duration.ofMinutes(2));
            var own = new OutboxSender(queue, new MailServer(serverConfig, patient, Optional.empty(), "localhost", null),
                    patient);
            var sending = Thread.ofVirtual().start(own::sendAllDue);
            await(() -> server.connections() > 0);
            UUID behind = enqueue("ada@example.org", "Hello");
            await(() -> delivery(behind).state() == MailState.SENT);

            assertThat(delivery(stuck).state()).isEqualTo(MailState.SENDING);
            own.stop(new ShutdownEvent());
            sending.join(Duration.ofSeconds(10));
        }
    }

    private static MailConfig patient() {
        return new SmallRyeConfigBuilder().withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(MailConfig.class).withDefaultValue("weightgate.mail.send-timeout", "60s")
                .withDefaultValue("weightgate.mail.lease", "90s").withDefaultValue("weightgate.mail.stop-wait", "1s").build()
                .getConfigMapping(MailConfig.class);
    }

    @Test
    void aTarpitIsLeftAfterTheTimeoutAndHoldsUpNobody() throws Exception {
        UUID stuck = enqueue("ada@tarpit.example", "Hello");
        List<UUID> others = IntStream.range(0, 20).mapToObj(i -> enqueue("bob" + i + "@tarpit.example", "Hello")).toList();
        UUID behind = enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.pause("@tarpit.example", Duration.ofSeconds(30));
            var sending = Thread.ofVirtual().start(sender::sendAllDue);
            long begin = System.nanoTime();
            while (delivery(behind).state() != MailState.SENT) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
                Thread.sleep(20);
            }
            assertThat(others).as("those before it that were waited for")
                    .filteredOn(other -> delivery(other).attempts() > 0 && delivery(other).state() == MailState.DEFERRED)
                    .hasSizeLessThan(others.size() / 2);
            while (delivery(stuck).state() != MailState.DEFERRED) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
                Thread.sleep(20);
            }
            nothingElseIsDue();
            sending.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void aMailConfirmedAfterTheSendTimeoutAndTheLeaseGoesOutOnce() throws Exception {
        UUID about = enqueue("ada@late.example", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.slow("@late.example", Duration.ofMillis(3200));
            sender.sendAllDue();

            assertThat(server.received()).isOne();
            assertThat(server.accepted()).hasSize(1);
        }
        assertThat(delivery(about).state()).isEqualTo(MailState.SENT);
        assertThat(delivery(about).attempts()).isOne();
    }

    @Test
    void noTransactionWaitsForAServerThatHangs() throws Exception {
        enqueue("ada@example.org", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.pause("MAIL", Duration.ofMinutes(1));
            var sending = Thread.ofVirtual().start(sender::sendAllDue);
            await(() -> server.connections() > 0);
            long begin = System.nanoTime();
            UUID about = enqueue("bob@example.org", "You are approved");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(delivery(about).state()).isIn(MailState.QUEUED, MailState.SENDING);
            nothingElseIsDue();
            sending.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void aMailThatIsNeverConfirmedIsNotSentAgainUntilTheLongTimeIsOver() throws Exception {
        UUID about = enqueue("ada@silent.example", "Hello");

        try (var server = new SteerableMailServer(port)) {
            server.slow("@silent.example", Duration.ofMinutes(1));
            var sending = Thread.ofVirtual().start(() -> {
                while (server.received() < 2) {
                    sender.sendAllDue();
                }
            });
            await(() -> server.received() == 1);
            long begin = System.nanoTime();
            Thread.sleep(3000);
            assertThat(delivery(about).state()).isEqualTo(MailState.SENDING);
            assertThat(queue.claim(ALL, 10, LEASE)).isEmpty();
            assertThat(server.received()).isOne();

            await(() -> server.received() == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(config.confirmTimeout().minusMillis(300));
            assertThat(delivery(about).said()).isEqualTo("the mail server was given the whole mail and did not confirm it");
            nothingElseIsDue();
            sending.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatHangsUpInsteadOfConfirmingIsNotGivenTheMailAgainAtOnce() throws Exception {
        enqueue("ada@example.org", "the connection is kept");

        try (var server = new SteerableMailServer(port)) {
            sender.sendAllDue();
            UUID about = enqueue("ada@example.org", "Hello");
            server.answer(".", "");
            ClaimedMail mail = claim(LEASE);
            Outcome outcome = mailServer.send(mail, new Handover());

            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(outcome.said()).isEqualTo("the mail server was given the whole mail and did not confirm it");
            assertThat(server.received()).isEqualTo(2);
            assertThat(delivery(about).attempts()).isOne();
        }
    }

    @Test
    void aPortalThatStopsWritesDownWhatItsMailsCameTo() throws Exception {
        UUID confirmed = enqueue("ada@soon.example", "Hello");
        UUID begun = enqueue("ada@tarpit.example", "Hello");
        UUID silent = enqueue("ada@silent.example", "never confirmed");
        var stopping = new OutboxSender(queue, mailServer, config);

        try (var server = new SteerableMailServer(port)) {
            server.slow("@soon.example", Duration.ofMillis(900));
            server.slow("@silent.example", Duration.ofMinutes(1));
            server.pause("TO:<ada@tarpit.example", Duration.ofMinutes(1));
            var sending = Thread.ofVirtual().start(stopping::sendAllDue);
            await(() -> server.received() == 2);
            UUID never = enqueue("ada@example.org", "after it was told to stop");
            stopping.stop(new ShutdownEvent());
            sending.join(Duration.ofSeconds(10));

            assertThat(delivery(confirmed).state()).isEqualTo(MailState.SENT);
            assertThat(delivery(begun).state()).isEqualTo(MailState.DEFERRED);
            assertThat(delivery(begun).said()).isEqualTo("the portal was stopped before it was handed over");
            assertThat(delivery(silent).state()).isEqualTo(MailState.SENDING);
            assertThat(queue.claim(ALL, 10, LEASE)).extracting(ClaimedMail::subject)
                    .doesNotContain(delivery(silent).subject()).hasSize(2);
            assertThat(delivery(never).state()).isEqualTo(MailState.SENDING);
            assertThat(server.received()).isEqualTo(2);
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
    void wordsAreForgottenAfterSomeDaysAndTheMailIsNotSentAgain() throws IOException {
        UUID old = enqueue("ada@example.org", "Hello");
        UUID young = enqueue("ada@example.org", "Hello again");
        UUID waiting = UUID.randomUUID();
        try (var _ = new SteerableMailServer(port)) {
            sender.sendAllDue();
        }
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.enqueueForStranger(waiting, "ada@example.org", waiting.toString(), letter("It waits")));
        ended(old, config.keepWords().plusHours(1));
        ended(young, config.keepWords().minusHours(1));
        ended(waiting, config.keepWords().plusDays(1));

        retention.forgetAll();

        assertThat(delivery(old).wordsKept()).isFalse();
        assertThat(delivery(old).state()).isEqualTo(MailState.SENT);
        assertThat(delivery(old).repeatable()).isFalse();
        assertThat(resend(old, "ada@example.org")).isInstanceOf(Resend.Forgotten.class);
        assertThat(delivery(young).repeatable()).isTrue();
        assertThat(resend(young, "ada@example.org")).isInstanceOf(Resend.Queued.class);
        assertThat(delivery(waiting).wordsKept()).isTrue();
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

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (long begin = System.nanoTime(); !condition.getAsBoolean(); Thread.sleep(20)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    private ClaimedMail claim(Duration lease) {
        return queue.claim(ALL, 1, lease).getFirst();
    }

    private Resend resend(UUID about, String address) {
        UUID mail = delivery(about).id();
        return QuarkusTransaction.requiringNew().call(() -> deliveries.resend(about, mail, address));
    }

    private void ended(UUID about, Duration ago) {
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery("""
                update outbox_mail set queued_at = queued_at - interval '20 days',
                    next_attempt_at = clock_timestamp() - make_interval(secs => :seconds)
                where about = :about""").setParameter("seconds", (double) ago.toSeconds()).setParameter("about", about)
                .executeUpdate());
    }

    private void age(UUID about) {
        QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery(
                        "update outbox_mail set queued_at = queued_at - interval '1 hour' where about = :about")
                .setParameter("about", about).executeUpdate());
    }

    private void deferredAMinuteEarlier(UUID about) {
        QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery(
                        "update outbox_mail set deferred_at = deferred_at - interval '1 minute' where about = :about")
                .setParameter("about", about).executeUpdate());
    }

    private UUID enqueue(String recipient, String subject) {
        UUID about = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.enqueueForStranger(about, recipient, about.toString(), letter(subject)));
        return about;
    }

    private Delivery delivery(UUID about) {
        return deliveries.about(about).getFirst();
    }

    private static Letter letter(String subject) {
        return new Letter("WG-1", subject, "Hello Ada,", List.of("Your request arrived."), "See your request", "/requests/1");
    }

    private static String messageId(String mail) {
        return mail.lines().filter(line -> line.regionMatches(true, 0, "Message-ID:", 0, 11)).findFirst().orElseThrow();
    }
}
