package org.weightgate.notices;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Lets a mail server that is in trouble rest: no mail is taken for a while, then one to see, then all again.
final class ServerRest {

    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Backoff backoff;
    private int failures;
    private long until;

    ServerRest(Duration first) {
        this.backoff = new Backoff(first.compareTo(LONGEST) < 0 ? first : LONGEST, LONGEST);
    }

    /// How many mails may be taken now, of `free`.
    int allowance(int free, long now) {
        if (failures == 0) {
            return free;
        }
        return now - until < 0 ? 0 : Math.min(1, free);
    }

    /// The trouble of several mails under way at once is one trouble.
    void trouble(long now) {
        if (failures == 0 || now - until >= 0) {
            failures++;
            until = now + backoff.after(failures, ThreadLocalRandom.current().nextDouble()).toNanos();
        }
    }

    void well() {
        failures = 0;
    }
}
