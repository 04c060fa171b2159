package org.weightgate.requests;

import java.time.Duration;
import java.util.Locale;

/// Says where in the queue somebody is and how long it may take, and never more precisely than it is known. Pure.
final class OutlookWords {

    static final int COUNTED = 1000;
    static final int ENOUGH = 10;

    private OutlookWords() {
    }

    /// @param ahead how many requests are before this one; exact up to `COUNTED`, an estimate beyond
    static String place(long ahead) {
        if (ahead == 0) {
            return "Yours is the next request in the queue.";
        }
        if (ahead < COUNTED) {
            return "Yours is number " + (ahead + 1) + " in the queue.";
        }
        return "Yours is about number " + String.format(Locale.ROOT, "%,d", rounded(Math.max(ahead, COUNTED)))
                + " in the queue.";
    }

    static String forecast(long decisions, Duration half, Duration most) {
        if (decisions < ENOUGH) {
            return decisions == 0
                    ? "Nothing was decided about this model in the last 90 days, so nobody can say how long it takes."
                    : "Only " + decisions + (decisions == 1 ? " request was" : " requests were")
                            + " decided in the last 90 days: too few to say how long it takes.";
        }
        if (span(half).equals(span(most))) {
            return "In the last 90 days nine in ten requests were decided within " + span(most) + ".";
        }
        return "In the last 90 days half of the requests were decided within " + span(half) + ", and nine in ten within "
                + span(most) + ".";
    }

    static String span(Duration time) {
        long minutes = Math.max(1, Math.ceilDiv(time.toSeconds(), 60));
        if (minutes <= 90) {
            return minutes == 1 ? "a minute" : minutes + " minutes";
        }
        long hours = Math.ceilDiv(minutes, 60);
        if (hours <= 36) {
            return hours + " hours";
        }
        return Math.ceilDiv(hours, 24) + " days";
    }

    private static long rounded(long ahead) {
        long unit = (long) Math.pow(10, Math.max(0, (int) Math.log10((double) ahead) - 1));
        return Math.round(ahead / (double) unit) * unit;
    }
}
