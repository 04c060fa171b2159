package org.weightgate.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a campaign for new terms does next to those who have not accepted them.
enum TermsStep {
    TELL,
    REMIND,
    REMIND_AGAIN,
    PAUSE,
    DONE;

    private static final Duration LAST_CALL = Duration.ofDays(2);
    private static final Duration LEAST_BETWEEN = Duration.ofHours(12);

    /// Every step with its time: told at once, reminded in the middle and two days before the end as far as those leave room,
    /// paused at the end.
    record Due(TermsStep step, Instant at) {
    }

    /// The step after this one.
    Due next(Instant start, Instant end) {
        return switch (this) {
            case TELL -> middle(start, end).map(at -> new Due(REMIND, at)).orElseGet(() -> REMIND.next(start, end));
            case REMIND -> lastCall(start, end).map(at -> new Due(REMIND_AGAIN, at))
                    .orElseGet(() -> REMIND_AGAIN.next(start, end));
            case REMIND_AGAIN -> new Due(PAUSE, end);
            case PAUSE, DONE -> new Due(DONE, end);
        };
    }

    boolean reminds() {
        return this == REMIND || this == REMIND_AGAIN;
    }

    private static Optional<Instant> middle(Instant start, Instant end) {
        Instant middle = start.plus(Duration.between(start, end).dividedBy(2));
        return Optional.of(middle).filter(at -> !at.isBefore(start.plus(LEAST_BETWEEN)));
    }

    private static Optional<Instant> lastCall(Instant start, Instant end) {
        Instant call = end.minus(LAST_CALL);
        Instant earliest = middle(start, end).orElse(start).plus(LEAST_BETWEEN);
        return Optional.of(call).filter(at -> !at.isBefore(earliest));
    }
}
