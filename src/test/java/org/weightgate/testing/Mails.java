package org.weightgate.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.restassured.RestAssured;

/// Reads the mails that really arrived at the mail sink.
public final class Mails {
    private Mails() {
    }

    /// A mail that arrived; `links` are the addresses in its text.
    public record Mail(String to, String from, String subject, String text, String html, String messageId,
            List<String> links) {
    }

    /// All mails to the address, newest first.
    public static List<Mail> to(String address) {
        List<Map<String, Object>> mails = RestAssured.given().queryParam("to", address)
                .get(System.getProperty("test.mails")).then().statusCode(200).extract().jsonPath().getList("$");
        return mails.stream().map(Mails::read).toList();
    }

    /// The newest mail to the address whose subject holds the words; waits for it.
    public static Mail await(String address, String subjectWords, Duration limit) {
        return await(address, mail -> mail.subject().contains(subjectWords), limit,
                "mail about \"" + subjectWords + "\"");
    }

    private static Mail await(String address, Predicate<Mail> wanted, Duration limit, String what) {
        Instant end = Instant.now().plus(limit);
        while (true) {
            List<Mail> mails = to(address);
            var found = mails.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("no " + what + " to " + address + " within " + limit + "; there are "
                        + mails.stream().map(Mail::subject).toList());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Mail read(Map<String, Object> mail) {
        var links = ((List<?>) mail.getOrDefault("links", List.of())).stream().map(String::valueOf).toList();
        return new Mail(text(mail, "to"), text(mail, "from"), text(mail, "subject"), text(mail, "text"),
                text(mail, "html"), text(mail, "messageId"), links);
    }

    private static String text(Map<String, Object> mail, String field) {
        return String.valueOf(mail.getOrDefault(field, ""));
    }
}
