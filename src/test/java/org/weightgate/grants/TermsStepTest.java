package org.weightgate.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class TermsStepTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void aFortnightLeavesRoomForTwoReminders() {
        assertThat(steps(Duration.ofDays(14))).containsExactly("REMIND +P7D", "REMIND_AGAIN +P12D", "PAUSE +P14D");
    }

    @Test
    void aShortGracePeriodHasFewerAndNoneOfThemCrowd() {
        assertThat(steps(Duration.ofDays(3))).containsExactly("REMIND +P1DT12H", "PAUSE +P3D");
        assertThat(steps(Duration.ofHours(6))).containsExactly("PAUSE +PT6H");
        assertThat(steps(Duration.ZERO)).containsExactly("PAUSE +PT0S");
    }

    private static List<String> steps(Duration grace) {
        var steps = new ArrayList<String>();
        var due = TermsStep.TELL.next(START, START.plus(grace));
        while (due.step() != TermsStep.DONE) {
            Duration after = Duration.between(START, due.at());
            steps.add(due.step() + " +" + (after.toHoursPart() == 0 && after.toDays() > 0 ? "P" + after.toDays() + "D"
                    : after.toDays() > 0 ? "P" + after.toDays() + "DT" + after.toHoursPart() + "H" : after));
            due = due.step().next(START, START.plus(grace));
        }
        return steps;
    }
}
