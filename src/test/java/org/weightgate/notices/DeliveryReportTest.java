package org.weightgate.notices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportTest {

    private static final BounceAddresses OURS = BounceAddresses.of("bounces@lab.example", "a secret of the tests");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.1.1 | smtp; 550 5.1.1 <ada@example.org>: user unknown | true
            5.1.2 | dns; host not found                             | true
            5.0.0 | smtp; 550 5.1.1 no such user                    | true
            5.1.1 | smtp; 450 try later                             | false
            5.2.2 | smtp; 552 5.2.2 mailbox full                    | false
            5.7.1 | smtp; 550 5.7.1 refused by policy               | false
            4.4.7 | smtp; delivery time expired                     | false
            """)
    void aFailedDeliveryIsABounce(String status, String diagnostic, boolean badAddress) {
        Returned returned = read(Dsn.report("failed", status, diagnostic));

        assertThat(returned).isEqualTo(new Returned.Failed(diagnostic.replaceFirst("^[a-z]+; ", ""), badAddress));
    }

    @Test
    void aDelayIsNoBounce() {
        assertThat(read(Dsn.report("delayed", "4.4.1", "smtp; connection timed out")))
                .isEqualTo(new Returned.Delayed("connection timed out"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "delivered", "relayed", "expanded", "", "FAIL", "failedish" })
    void anyOtherReportChangesNothing(String action) {
        assertThat(read(Dsn.report(action, "2.0.0", "smtp; 250 ok"))).isInstanceOf(Returned.Other.class);
    }

    @Test
    void anAutomaticAnswerIsNoBounce() {
        assertThat(read("""
                From: ada@example.org
                Auto-Submitted: auto-replied
                Subject: Out of office. Action: failed
                Content-Type: text/plain

                Action: failed
                Status: 5.1.1
                """)).isInstanceOf(Returned.Other.class);
    }

    @Test
    void encodedAndFoldedReportsAreUnderstood() {
        String fields = """
                Reporting-MTA: dns; mx

                Final-Recipient: rfc822; a@b.c
                Action: Failed (gave up)
                Status: 5.1.1
                Diagnostic-Code: smtp;
                 550 5.1.1 niemand
                \theißt so
                """;
        String base64 = Base64.getMimeEncoder().encodeToString(fields.getBytes(UTF_8));
        String quoted = fields.replace("=", "=3D").replace("ß", "=C3=9F").replace("gave", "ga=\nve");

        assertThat(read(Dsn.with("Content-Transfer-Encoding: base64", base64)))
                .isEqualTo(new Returned.Failed("550 5.1.1 niemand heißt so", true));
        assertThat(read(Dsn.with("Content-Transfer-Encoding: quoted-printable", quoted)))
                .isEqualTo(new Returned.Failed("550 5.1.1 niemand heißt so", true));
    }

    @Test
    void oneFailureAmongManyRecipientsCounts() {
        String fields = "Reporting-MTA: dns; mx\n\nAction: delivered\nStatus: 2.0.0\n\nAction: failed\nStatus: 5.1.1\n";

        assertThat(read(Dsn.with("X: y", fields))).isEqualTo(new Returned.Failed("5.1.1", true));
    }

    @Test
    void wordsFromOutsideAreOneShortHarmlessLine() {
        var failed = (Returned.Failed) read(Dsn.report("failed", "5.1.1", "smtp; \u202E550\u0000 " + "no ".repeat(5000)));

        assertThat(failed.said()).startsWith("550 no no").hasSizeLessThanOrEqualTo(200).doesNotContain("\u202E");
    }

    @Test
    void theMailIsKnownByTheAddressTheReportCameTo() {
        var mail = UUID.randomUUID();
        String ours = OURS.sender(mail);

        for (String header : new String[] { "To: <" + ours + ">", "Delivered-To: " + ours, "X-Original-To:\n " + ours,
                "To: \"A, B\" <x@y.z>, " + ours.toUpperCase(Locale.ROOT) }) {
            assertThat(DeliveryReport.of((header + "\n" + Dsn.report("failed", "5.1.1", "x")).getBytes(UTF_8)).mail(OURS))
                    .contains(mail);
        }
        String forged = "To: bounces+" + "a".repeat(41) + "@lab.example\nSubject: " + ours + "\n\n" + ours;
        assertThat(DeliveryReport.of(forged.getBytes(UTF_8)).mail(OURS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "\n", ":", "\r\n\r\n", "Content-Type", "Content-Type: multipart/report",
            "Content-Type: multipart/report; boundary=\n\n--\n--\n----", "Content-Type: multipart/report; boundary=b\n\n--b",
            "Content-Type: multipart/report; boundary=\"\n\nx", "Content-Type: multipart/report; boundary=b\n\n--b\n--b\n--b--",
            " folded: first\nContent-Type: multipart/report",
            "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n"
                    + "Content-Transfer-Encoding: base64\n\n!!!!====\n--b--" })
    void whatIsBrokenIsNoReport(String message) {
        assertThat(read(message)).isInstanceOf(Returned.Other.class);
    }

    @Test
    void deepNestingEnds() {
        var message = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            message.append("Content-Type: multipart/report; boundary=b").append(i).append("\n\n--b").append(i).append('\n');
        }

        assertThat(read(message.toString())).isInstanceOf(Returned.Other.class);
    }

    @Test
    void bigMessagesAreReadInNoTime() {
        String[] floods = { "x: y\n".repeat(50_000),
                "Content-Type: multipart/report; boundary=b\n\n" + "--b\n\n".repeat(40_000),
                Dsn.with("X: y", "a: b\n\n".repeat(40_000)), Dsn.with("X: y", "Action: ".repeat(30_000)),
                "To: " + "a@b ".repeat(60_000) + "\n\n", "To: " + "a".repeat(250_000) + "\n\n", "x:\n" + " y\n".repeat(80_000),
                "Content-Type: multipart/report" + ";".repeat(250_000) + "\n\n",
                "Content-Type: multipart/report" + "; a=\"".repeat(50_000) + "\n\n",
                Dsn.report("failed", "5.1.1", "smtp; " + "5.1.".repeat(60_000)),
                Dsn.report("failed", "5.1.1", "-".repeat(250_000)),
                "Content-Type: multipart/report; boundary=b\n\n" + "\n".repeat(250_000) };

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String flood : floods) {
                var report = DeliveryReport.of(flood.getBytes(UTF_8));
                report.read();
                report.mail(OURS);
            }
        });
    }

    @Test
    void noBytesBreakIt() {
        var random = new Random(11);
        byte[] good = Dsn.report("failed", "5.1.1", "smtp; 550 5.1.1 no such user").getBytes(UTF_8);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = good.clone();
            for (int j = 0; j < 1 + i % 20; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }

            assertThatCode(() -> {
                DeliveryReport.of(bytes).read();
                DeliveryReport.of(bytes).mail(OURS);
            }).doesNotThrowAnyException();
        }
    }

    private static Returned read(String message) {
        return DeliveryReport.of(message.getBytes(UTF_8)).read();
    }
}
