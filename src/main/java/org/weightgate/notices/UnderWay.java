package org.weightgate.notices;

import java.time.Duration;

/// A mail that is being sent: who sends it, since when, and when its lease was last renewed, both by `System.nanoTime`.
record UnderWay(ClaimedMail mail, Handover handover, Thread thread, long since, long kept) {

    Duration running() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /// By how long it has outstayed its time, negative while it has not.
    Duration over(MailConfig config, boolean closing) {
        if (handover.written()) {
            return running().minus(config.sendTimeout()).minus(config.confirmTimeout());
        }
        return closing ? running() : running().minus(config.sendTimeout());
    }

    /// One that the server was given is kept from other senders until it is answered.
    boolean wantsItsLease(Duration lease) {
        return handover.written() && System.nanoTime() - kept >= lease.toNanos() / 3;
    }

    UnderWay keptNow() {
        return new UnderWay(mail, handover, thread, since, System.nanoTime());
    }
}
