package org.weightgate.notices;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.scheduler.Scheduled;

/// Sends what waits in the outbox, one mail at a time and outside any transaction.
@ApplicationScoped
class OutboxSender {

    private final OutboxQueue queue;
    private final ReactiveMailer mailer;
    private final MailConfig config;

    OutboxSender(OutboxQueue queue, ReactiveMailer mailer, MailConfig config) {
        this.queue = queue;
        this.mailer = mailer;
        this.config = config;
    }

    @Scheduled(every = "${weightgate.mail.every:1s}", concurrentExecution = SKIP)
    void sendAllDue() {
        Optional<ClaimedMail> next = queue.claim(config.lease());
        while (next.isPresent()) {
            deliverOrGiveBack(next.get());
            next = queue.claim(config.lease());
        }
    }

    void deliverOrGiveBack(ClaimedMail mail) {
        try {
            deliver(mail);
        } catch (RuntimeException e) {
            giveBack(mail, e);
            return;
        }
        queue.sent(mail);
    }

    /// Returns once the mail server has taken responsibility. Whoever dies between that and `sent` sends it again, under
    /// the same Message-ID.
    void deliver(ClaimedMail mail) {
        mailer.send(Mail.withText(mail.recipient(), mail.subject(), mail.text())
                .setHtml(mail.html())
                .addHeader("Message-ID", mail.messageId())
                .addHeader("Auto-Submitted", "auto-generated"))
                .await().atMost(config.sendTimeout());
    }

    private void giveBack(ClaimedMail mail, RuntimeException failure) {
        boolean giveUp = mail.attempts() >= config.attempts();
        Duration wait = new Backoff(config.firstWait(), config.longestWait())
                .after(mail.attempts(), ThreadLocalRandom.current().nextDouble());
        Log.warnf("mail %s: attempt %d failed with %s, %s", mail.id(), mail.attempts(), failure.getClass().getSimpleName(),
                giveUp ? "given up" : "next in " + wait.toSeconds() + " s");
        queue.failed(mail, PlainText.line(String.valueOf(failure.getMessage())), wait, giveUp);
    }
}
