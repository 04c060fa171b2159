package org.weightgate.review;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.DatabaseClock;

import io.quarkus.scheduler.Scheduled;

/// Lets the portal look for reminders that are due. Every replica looks; each reminder is written by one.
@ApplicationScoped
class ReminderClock {

    private static final Duration CLAIMS_KEPT = Duration.ofDays(30);

    private final ReminderSettings settings;
    private final DailyMails dailyMails;
    private final ClaimReminders claimReminders;
    private final Claims claims;
    private final DatabaseClock clock;

    ReminderClock(ReminderSettings settings, DailyMails dailyMails, ClaimReminders claimReminders, Claims claims,
            DatabaseClock clock) {
        this.settings = settings;
        this.dailyMails = dailyMails;
        this.claimReminders = claimReminders;
        this.claims = claims;
        this.clock = clock;
    }

    @Scheduled(every = "${weightgate.review.reminders-every:1m}", concurrentExecution = SKIP)
    void remind() {
        settings.noticeNewReviewers();
        while (dailyMails.writeNext()) {
            // the next one
        }
        while (claimReminders.writeNext()) {
            // the next ones
        }
        forgetOldClaims();
    }

    @Transactional
    void forgetOldClaims() {
        claims.forgetEnded(clock.now().minus(CLAIMS_KEPT));
    }
}
