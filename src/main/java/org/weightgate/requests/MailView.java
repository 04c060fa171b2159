package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

import org.weightgate.notices.Delivery;
import org.weightgate.web.PlainText;

/// How far one mail has come, with the mail server's words.
public record MailView(UUID id, String to, String subject, String words, String said, String tone, boolean repeatable,
        boolean lost, Instant when) {

    static MailView of(Delivery mail) {
        String tone = switch (mail.state()) {
            case QUEUED, SENDING -> "waiting";
            case DEFERRED -> "you";
            case SENT -> "good";
            case BOUNCED, FAILED -> "bad";
        };
        return new MailView(mail.id(), PlainText.oneLine(mail.to()), mail.subject(), mail.state().words(), mail.said(), tone,
                mail.repeatable(), mail.state().lost(), mail.since());
    }
}
