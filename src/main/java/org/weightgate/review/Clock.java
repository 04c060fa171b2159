package org.weightgate.review;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.weightgate.requests.RequestState;

/// How a request stands against the time it should be answered in. It stands still while the applicant has it.
///
/// @param percent of that time, 0 to 100
/// @param tone    the colour that goes with the words
public record Clock(String words, int percent, String tone, boolean running) {

    static Clock of(RequestState state, Instant turnAt, @Nullable Instant dueAt, Instant now) {
        if (state == RequestState.CHANGES_REQUESTED) {
            return new Clock("paused, the applicant has it for " + Age.words(Duration.between(turnAt, now)), 0, "ended", false);
        }
        if (state != RequestState.SUBMITTED || dueAt == null) {
            return new Clock(Age.ago(turnAt, now), 0, "ended", false);
        }
        Duration left = Duration.between(now, dueAt);
        if (left.isNegative()) {
            return new Clock("overdue by " + Age.words(left.negated()), 100, "bad", true);
        }
        Duration all = Duration.between(turnAt, dueAt);
        int percent = Math.clamp(100 - 100 * left.toSeconds() / Math.max(1, all.toSeconds()), 0, 100);
        return new Clock("due in " + Age.left(left), percent, percent >= 75 ? "you" : "waiting", true);
    }
}
