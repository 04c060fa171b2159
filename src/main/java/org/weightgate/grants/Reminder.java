package org.weightgate.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When a holder is reminded that a grant ends: 60, 30 and 7 days before, as far as the grant is longer than that. A reminder
/// that did not arrive is tried again.
///
/// @param days  how many days before the end it speaks of; 0 before the first
/// @param tries how often it was sent
record Reminder(int days, int tries) {

    static final Reminder NONE = new Reminder(0, 0);

    private static final List<Integer> STAGES = List.of(60, 30, 7);
    private static final Duration TIME_TO_ARRIVE = Duration.ofDays(1);
    private static final int MOST_TRIES = 3;

    /// What to do now: the reminder to send, if one, and when to look again, if ever.
    record Plan(Optional<Reminder> send, Reminder after, Optional<Instant> lookAgain) {
    }

    /// What became of the mail sent last, as far as the mail server and bounces tell.
    enum Mail {
        ARRIVED,
        UNDER_WAY,
        LOST
    }

    Plan at(Instant now, Instant start, Instant end, Mail last) {
        Optional<Integer> stage = STAGES.stream().filter(fits -> fits(fits, start, end))
                .filter(reached -> !now.isBefore(end.minus(Duration.ofDays(reached)))).reduce((_, nearest) -> nearest);
        Optional<Instant> nextStage = STAGES.stream().filter(fits -> fits(fits, start, end))
                .map(later -> end.minus(Duration.ofDays(later))).filter(now::isBefore).findFirst();
        if (stage.isEmpty() || !now.isBefore(end)) {
            return new Plan(Optional.empty(), this, now.isBefore(end) ? nextStage : Optional.empty());
        }
        boolean isNew = stage.get() != days;
        Instant check = now.plus(TIME_TO_ARRIVE);
        Optional<Instant> whetherItArrived = Optional.of(nextStage.filter(check::isAfter).orElse(check)).filter(end::isAfter);
        if (!isNew && last == Mail.UNDER_WAY) {
            return new Plan(Optional.empty(), this, whetherItArrived);
        }
        if (!isNew && (last == Mail.ARRIVED || tries >= MOST_TRIES)) {
            return new Plan(Optional.empty(), this, nextStage);
        }
        var reminder = new Reminder(stage.get(), isNew ? 1 : tries + 1);
        return new Plan(Optional.of(reminder), reminder, whetherItArrived);
    }

    /// The mail's key in the outbox: one for each try.
    String key(Object grant, Instant end) {
        return "grant-ends:" + grant + ":" + end.getEpochSecond() + ":" + days + ":" + tries;
    }

    private static boolean fits(int days, Instant start, Instant end) {
        return Duration.between(start, end).compareTo(Duration.ofDays(days)) > 0;
    }
}
