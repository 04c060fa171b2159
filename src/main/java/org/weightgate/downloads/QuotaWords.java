package org.weightgate.downloads;

import java.time.Duration;
import java.time.Instant;

import org.weightgate.catalogue.Advice;
import org.weightgate.web.Instants;
import org.weightgate.web.Sizes;

/// A used-up quota in words: which one, and when there is room again.
final class QuotaWords {

    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;

    private QuotaWords() {
    }

    /// Too many at once passes within minutes, so a program waits and asks again; a day's quota is a refusal.
    static Ticket.Refused refusal(Meter.Taken.Exhausted exhausted, Quota quota, int files, Instant now) {
        boolean passes = exhausted.limit() == Quota.Limit.CONCURRENT;
        var advice = new Advice("Your access is not over, but its quota is used up for now. " + words(exhausted, quota, files),
                "See %s", "/grants");
        return new Ticket.Refused(passes ? TOO_MANY_REQUESTS : FORBIDDEN, "quota-exhausted", advice, advice,
                exhausted.again().filter(_ -> passes).map(again -> Duration.between(now, again)));
    }

    private static String words(Meter.Taken.Exhausted exhausted, Quota quota, int files) {
        String again = exhausted.again().map(QuotaWords::from).orElse("");
        return switch (exhausted.limit()) {
            case BYTES -> "It allows " + size(quota) + " in 24 hours." + again;
            case BYTES_AT_ONCE -> files == 1
                    ? "This file alone is larger than the " + size(quota)
                            + " it allows in 24 hours. Write to the people who look after the model."
                    : "These files are larger than the " + size(quota)
                            + " it allows in 24 hours. Ask for fewer files at a time.";
            case TICKETS -> "It allows " + tickets(quota.ticketsPerDay().orElseThrow()) + " in 24 hours." + again;
            case CONCURRENT -> "It allows " + tickets(quota.concurrent().orElseThrow()) + " at the same time." + again;
        };
    }

    private static String tickets(int number) {
        return number == 1 ? "1 ticket" : number + " tickets";
    }

    private static String size(Quota quota) {
        return Sizes.inBinaryUnits(quota.bytesPerDay().orElseThrow());
    }

    private static String from(Instant instant) {
        return " Try again from " + Instants.minute(instant.plusSeconds(59)) + ".";
    }
}
