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
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;

/// Sends what waits in the outbox, several mails side by side and outside any transaction. One thread takes mails and writes
/// down what came of them; each mail has a thread of its own, so that a slow one holds up nobody.
@ApplicationScoped
class OutboxSender {

    private static final Duration SLOW_FOR = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);
    /// While several mails are under way, what came of them is written down together.
    private static final Duration GATHER = Duration.ofMillis(10);

    private final OutboxQueue queue;
    private final MailServer server;
    private final MailConfig config;
    private final Backoff backoff;
    private final ServerRest rest;

    private final BlockingQueue<Attempt> finished = new LinkedBlockingQueue<>();
    private final Map<UUID, UnderWay> underWay = new HashMap<>();
    private final Map<String, Long> slowUntil = new HashMap<>();
    private final List<OutboxQueue.Report> unwritten = new ArrayList<>();
    private final ReentrantLock alone = new ReentrantLock();
    private volatile boolean closing;
    private volatile long closingSince;

    OutboxSender(OutboxQueue queue, MailServer server, MailConfig config) {
        this.queue = queue;
        this.server = server;
        this.config = config;
        this.backoff = new Backoff(config.firstWait(), config.longestWait());
        this.rest = new ServerRest(config.firstWait());
    }

    private record Attempt(ClaimedMail mail, Outcome outcome) {
    }

    /// Returns when nothing more is due and everything taken has been answered. What has been sent is written down before
    /// more is taken, or a mail whose lease ended while the database was away would be sent once more.
    @Scheduled(every = "${weightgate.mail.every:1s}", concurrentExecution = SKIP)
    void sendAllDue() {
        alone.lock();
        try {
            write();
            boolean goOn = true;
            while (goOn && !Thread.currentThread().isInterrupted()) {
                boolean started = start();
                boolean answered = !underWay.isEmpty() && awaitAnswers();
                leaveHanging();
                keepLeases();
                write();
                goOn = started || answered || !underWay.isEmpty();
            }
        } finally {
            alone.unlock();
        }
    }

    /// Before the database goes: takes no more mails, leaves those the server has not been given whole, and writes down what
    /// it says of the others. Those it says nothing of in time stay kept from other senders as long as it might. The others who
    /// are told to stop are not told if this fails, as it does while the database is away.
    void stop(@Observes ShutdownEvent event) {
        closingSince = System.nanoTime();
        closing = true;
        try {
            sendAllDue();
        } catch (RuntimeException e) {
            // what the server took and could not be written down is sent again when its lease is over
            Log.warn("The outbox could not be left in order", e);
        } finally {
            server.close();
        }
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
            var handover = new Handover();
            var thread = Thread.ofVirtual().name("mail-", 0)
                    .unstarted(() -> finished.add(new Attempt(mail, server.send(mail, handover))));
            long now = System.nanoTime();
            underWay.put(mail.id(), new UnderWay(mail, handover, thread, now, now));
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
            if (underWay.size() > 1) {
                gather();
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

    private static void gather() {
        try {
            Thread.sleep(GATHER);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// An interrupt closes the connection a mail hangs in; a thread that does not even notice that is left to itself: it has
    /// been left, and asks before it ends a mail.
    private void leaveHanging() {
        for (UnderWay under : List.copyOf(underWay.values())) {
            boolean written = under.handover().written();
            Duration over = under.over(config, closing);
            if (over.isNegative() || (!written && !under.handover().leave())) {
                continue;
            }
            if (over.compareTo(GRACE) >= 0) {
                answered(under.mail(), new Outcome.Deferred("the mail server did not answer in time"));
            } else {
                under.thread().interrupt();
            }
        }
    }

    private void keepLeases() {
        boolean over = closing && System.nanoTime() - closingSince >= config.stopWait().toNanos();
        List<UnderWay> held = underWay.values().stream().filter(under -> over || under.wantsItsLease(config.lease()))
                .toList();
        if (!held.isEmpty()) {
            queue.keep(held.stream().map(UnderWay::mail).toList(), over ? config.confirmTimeout() : config.lease());
            held.forEach(under -> underWay.replace(under.mail().id(), under.keptNow()));
        }
        if (over) {
            underWay.clear();
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
        unwritten.add(closing && under.handover().left() ? putBack(mail) : report(mail, outcome));
    }

    private static OutboxQueue.Report putBack(ClaimedMail mail) {
        return new OutboxQueue.Report(mail, MailState.DEFERRED, "the portal was stopped before it was handed over", false,
                Duration.ZERO);
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
