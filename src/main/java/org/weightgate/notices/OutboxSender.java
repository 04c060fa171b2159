package org.weightgate.notices;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;

/// Sends what waits in the outbox, several mails side by side and outside any transaction. One thread takes mails and writes
/// down what came of them; each mail has a thread of its own, so that a slow one holds up nobody.
@ApplicationScoped
class OutboxSender {

    private static final Duration SLOW_FOR = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final OutboxQueue queue;
    private final MailServer server;
    private final MailConfig config;
    private final Backoff backoff;
    private final ServerRest rest;

    private final BlockingQueue<Attempt> finished = new LinkedBlockingQueue<>();
    private final Map<UUID, UnderWay> underWay = new HashMap<>();
    private final Map<String, Long> slowUntil = new HashMap<>();
    private final List<OutboxQueue.Report> unwritten = new ArrayList<>();
    private volatile boolean closing;

    OutboxSender(OutboxQueue queue, MailServer server, MailConfig config) {
        this.queue = queue;
        this.server = server;
        this.config = config;
        this.backoff = new Backoff(config.firstWait(), config.longestWait());
        this.rest = new ServerRest(config.firstWait());
    }

    private record UnderWay(ClaimedMail mail, Thread thread, long since) {

        Duration running() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    private record Attempt(ClaimedMail mail, Outcome outcome) {
    }

    /// Returns when nothing more is due and everything taken has been answered.
    @Scheduled(every = "${weightgate.mail.every:1s}", concurrentExecution = SKIP)
    void sendAllDue() {
        boolean goOn = true;
        while (goOn) {
            boolean started = start();
            boolean answered = !underWay.isEmpty() && awaitAnswers();
            leaveHanging();
            write();
            goOn = started || answered || !underWay.isEmpty();
        }
    }

    @PreDestroy
    void close() {
        closing = true;
        server.close();
    }

    private boolean start() {
        Map<String, Integer> busy = underWay.values().stream()
                .collect(Collectors.toMap(under -> under.mail().domain(), _ -> 1, Integer::sum));
        var share = new FairShare(config.senders(), config.sendersPerDomain(), busy, slowDomains());
        int allowed = closing ? 0 : rest.allowance(share.free(), System.nanoTime());
        if (allowed == 0) {
            return false;
        }
        List<ClaimedMail> taken = queue.claim(share, allowed, config.lease());
        for (ClaimedMail mail : taken) {
            var thread = Thread.ofVirtual().name("mail-", 0)
                    .unstarted(() -> finished.add(new Attempt(mail, server.send(mail))));
            underWay.put(mail.id(), new UnderWay(mail, thread, System.nanoTime()));
            thread.start();
        }
        return !taken.isEmpty();
    }

    private Set<String> slowDomains() {
        long now = System.nanoTime();
        slowUntil.values().removeIf(until -> now - until >= 0);
        underWay.values().stream().filter(under -> under.running().compareTo(config.slowAfter()) >= 0)
                .forEach(under -> slowUntil.put(under.mail().domain(), now + SLOW_FOR.toNanos()));
        return Set.copyOf(slowUntil.keySet());
    }

    /// Whether a sender has become free for the next mail.
    private boolean awaitAnswers() {
        try {
            Attempt first = finished.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            var answers = new ArrayList<>(List.of(first));
            finished.drainTo(answers);
            answers.forEach(attempt -> answered(attempt.mail(), attempt.outcome()));
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// An interrupt closes the connection a mail hangs in; a thread that does not even notice that is left to itself: its
    /// lease keeps it from doing harm.
    private void leaveHanging() {
        for (UnderWay under : List.copyOf(underWay.values())) {
            Duration running = under.running();
            if (running.compareTo(config.sendTimeout().plus(GRACE)) >= 0) {
                answered(under.mail(), new Outcome.Deferred("the mail server did not answer in time"));
            } else if (running.compareTo(config.sendTimeout()) >= 0) {
                under.thread().interrupt();
            }
        }
    }

    private void answered(ClaimedMail mail, Outcome outcome) {
        UnderWay under = underWay.get(mail.id());
        if (under == null || !under.mail().lease().equals(mail.lease())) {
            return;
        }
        underWay.remove(mail.id());
        if (under.running().compareTo(config.slowAfter()) >= 0) {
            slowUntil.put(mail.domain(), System.nanoTime() + SLOW_FOR.toNanos());
        }
        switch (outcome) {
            case Outcome.Accepted _ -> rest.well();
            case Outcome.Refused _ -> rest.well();
            case Outcome.Deferred _ -> rest.well();
            case Outcome.ServerTrouble _ -> rest.trouble(System.nanoTime());
        }
        unwritten.add(report(mail, outcome));
    }

    private OutboxQueue.Report report(ClaimedMail mail, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(String said) ->
                new OutboxQueue.Report(mail, MailState.SENT, said, false, Duration.ZERO);
            case Outcome.Refused(String said, boolean badAddress) ->
                new OutboxQueue.Report(mail, MailState.BOUNCED, said, badAddress, Duration.ZERO);
            case Outcome.Deferred(String said) -> again(mail, said, config.longestWait());
            case Outcome.ServerTrouble(String said) -> again(mail, said, ServerRest.LONGEST);
        };
    }

    private OutboxQueue.Report again(ClaimedMail mail, String said, Duration longest) {
        boolean giveUp = mail.trying().compareTo(config.giveUpAfter()) >= 0;
        Duration doubled = backoff.after(mail.attempts(), ThreadLocalRandom.current().nextDouble());
        Duration wait = doubled.compareTo(longest) < 0 ? doubled : longest;
        Log.warnf("mail %s: attempt %d failed, %s", mail.id(), mail.attempts(),
                giveUp ? "given up" : "next in " + wait.toSeconds() + " s");
        return new OutboxQueue.Report(mail, giveUp ? MailState.FAILED : MailState.DEFERRED, said, false, wait);
    }

    /// What could not be written, because the database was away, is written later: nothing that was sent is forgotten.
    private void write() {
        if (!unwritten.isEmpty()) {
            queue.record(List.copyOf(unwritten));
            unwritten.clear();
        }
    }
}
