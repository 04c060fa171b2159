package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;

/// A stretch of time in one short phrase.
final class Age {

    private Age() {
    }

    static String ago(Instant since, Instant now) {
        Duration age = Duration.between(since, now);
        return age.toMinutes() < 1 ? "just now" : words(age) + " ago";
    }

    static String words(Duration age) {
        if (age.toDays() > 0) {
            return count(age.toDays(), "day");
        }
        if (age.toHours() > 0) {
            return count(age.toHours(), "hour");
        }
        return count(Math.max(1, age.toMinutes()), "minute");
    }

    /// What is left of a time: to the nearest day or hour, so that three days are not two as soon as they have begun.
    static String left(Duration time) {
        if (time.toHours() >= 24) {
            return words(time.plusHours(12));
        }
        return words(time.toHours() > 0 ? time.plusMinutes(30) : time);
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
