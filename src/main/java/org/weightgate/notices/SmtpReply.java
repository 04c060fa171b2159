package org.weightgate.notices;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mail server's answer that was not the hoped-for one: its code, its enhanced status (RFC 3463) when it has one, its words.
record SmtpReply(int code, String words) {

    private static final Pattern STATUS = Pattern.compile("\\b([245])\\.([0-9]{1,3})\\.([0-9]{1,3})\\b");
    private static final Set<Integer> ABOUT_THE_ADDRESS = Set.of(550, 551, 553, 556);
    private static final Set<String> DEAD_ADDRESS = Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4");

    /// What an answer to `RCPT TO` means.
    Outcome toRecipient() {
        if (ofOurs()) {
            return new Outcome.ServerTrouble(text());
        }
        return permanent() ? new Outcome.Refused(text(), badAddress()) : new Outcome.Deferred(text());
    }

    /// What an answer to the message itself means; the address was taken before.
    Outcome toMessage() {
        if (ofOurs()) {
            return new Outcome.ServerTrouble(text());
        }
        return permanent() ? new Outcome.Refused(text(), false) : new Outcome.Deferred(text());
    }

    /// What an answer to `MAIL FROM` means: a refusal there is about us, whoever the mail is for.
    Outcome toSender() {
        return permanent() ? new Outcome.ServerTrouble(text()) : new Outcome.Deferred(text());
    }

    /// Whether a status of a delivery report says that the address itself is no good.
    static boolean deadAddress(String status) {
        return DEAD_ADDRESS.contains(status);
    }

    String text() {
        return MailText.line(words.isBlank() ? Integer.toString(code) : words);
    }

    private boolean permanent() {
        return code >= 500 && code <= 599;
    }

    /// 421: the server closes; 530, 535, 538: it does not know us.
    private boolean ofOurs() {
        return code == 421 || code == 530 || code == 535 || code == 538;
    }

    private boolean badAddress() {
        Matcher status = STATUS.matcher(words);
        return status.find() ? deadAddress(status.group()) : ABOUT_THE_ADDRESS.contains(code);
    }
}
