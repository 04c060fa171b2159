package org.weightgate.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.grants.Reminder.Mail;

class ReminderTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({ "365,60 30 7", "61,60 30 7", "60,30 7", "31,30 7", "30,7", "8,7", "7,''", "1,''" })
    void aGrantGetsTheRemindersThatFit(int days, String stages) {
        assertThat(sent(days, Duration.ofHours(6), Mail.ARRIVED)).isEqualTo(List.of(stages.split(" ")));
    }

    @Test
    void afterADowntimeOnlyTheNearestIsSent() {
        Instant end = START.plus(Duration.ofDays(365));

        var plan = Reminder.NONE.at(end.minus(Duration.ofDays(5)), START, end, Mail.ARRIVED);

        assertThat(plan.send()).contains(new Reminder(7, 1));
    }

    @Test
    void whatDidNotArriveIsTriedThreeTimesADayApart() {
        Instant end = START.plus(Duration.ofDays(365));
        Instant at = end.minus(Duration.ofDays(60));

        var first = Reminder.NONE.at(at, START, end, Mail.ARRIVED);
        assertThat(first.lookAgain()).contains(at.plus(Duration.ofDays(1)));
        var second = first.after().at(at.plus(Duration.ofDays(1)), START, end, Mail.LOST);
        assertThat(second.send()).contains(new Reminder(60, 2));
        var third = second.after().at(at.plus(Duration.ofDays(2)), START, end, Mail.LOST);
        var fourth = third.after().at(at.plus(Duration.ofDays(3)), START, end, Mail.LOST);
        assertThat(fourth.send()).isEmpty();
        assertThat(fourth.lookAgain()).contains(end.minus(Duration.ofDays(30)));
        assertThat(List.of(first.after(), second.after(), third.after()).stream().map(one -> one.key("g", end)).distinct())
                .hasSize(3);
    }

    @Test
    void aMailThatWaitsIsLookedAtUntilItArrivesOrIsLost() {
        Instant end = START.plus(Duration.ofDays(365));
        Instant at = end.minus(Duration.ofDays(7));

        Reminder sent = Reminder.NONE.at(at, START, end, Mail.UNDER_WAY).after();
        for (int days = 1; days < 3; days++) {
            var waits = sent.at(at.plus(Duration.ofDays(days)), START, end, Mail.UNDER_WAY);
            assertThat(waits.send()).isEmpty();
            assertThat(waits.after()).isEqualTo(sent);
            assertThat(waits.lookAgain()).contains(at.plus(Duration.ofDays(days + 1)));
        }
        assertThat(sent.at(at.plus(Duration.ofDays(4)), START, end, Mail.LOST).send()).contains(new Reminder(7, 2));
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        Instant end = START.plus(Duration.ofDays(365));

        var plan = new Reminder(7, 1).at(end, START, end, Mail.LOST);

        assertThat(plan.send()).isEmpty();
        assertThat(plan.lookAgain()).isEmpty();
    }

    /// Walks through a grant's life and looks only when the plan says so.
    private static List<String> sent(int days, Duration late, Mail arrived) {
        Instant end = START.plus(Duration.ofDays(days));
        var sent = new ArrayList<String>();
        var reminder = Reminder.NONE;
        Optional<Instant> look = Optional.of(START);
        while (look.isPresent() && look.get().plus(late).isBefore(end)) {
            var plan = reminder.at(look.get().plus(late), START, end, arrived);
            plan.send().ifPresent(one -> sent.add(Integer.toString(one.days())));
            reminder = plan.after();
            look = plan.lookAgain();
        }
        return sent.isEmpty() ? List.of("") : List.copyOf(sent);
    }
}
