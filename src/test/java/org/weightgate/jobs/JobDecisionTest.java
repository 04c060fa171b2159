package org.weightgate.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.weightgate.jobs.JobDecision.Candidate;

class JobDecisionTest {

    private static final UUID ADA = new UUID(0, 1);
    private static final UUID BEA = new UUID(0, 2);

    @Test
    void theOneWhoNamedTheJobItselfComesFirst() {
        Candidate group = candidate(1, ADA, "ada", "lab/m", false, true);
        Candidate exact = candidate(2, BEA, "bea", "lab/m", true, true);

        assertThat(JobDecision.decide("lab/m", List.of(group, exact)))
                .isEqualTo(new JobDecision.Accepted(BEA, List.of(exact)));
        assertThat(JobDecision.decide("ada", List.of(group, exact)))
                .isEqualTo(new JobDecision.Accepted(ADA, List.of(group)));
    }

    @Test
    void aPersonsNameOpensAllTheyLetTheJobHave() {
        Candidate one = candidate(1, ADA, "ada", "lab/m", true, true);
        Candidate two = candidate(2, ADA, "ada", "lab/n", false, true);
        Candidate closed = candidate(3, ADA, "ada", "lab/o", false, false);

        assertThat(JobDecision.decide("ada", List.of(two, closed, one)))
                .isEqualTo(new JobDecision.Accepted(ADA, List.of(one, two)));
        assertThat(JobDecision.decide("lab/m", List.of(two, closed, one)))
                .isEqualTo(new JobDecision.Accepted(ADA, List.of(one)));
    }

    @Test
    void twoPeopleOfOneNameAreNeverMixed() {
        Candidate first = candidate(1, ADA, "ada", "lab/m", true, true);
        Candidate other = candidate(2, BEA, "ada", "lab/n", true, true);

        assertThat(JobDecision.decide("ada", List.of(other, first)))
                .isEqualTo(new JobDecision.Accepted(ADA, List.of(first)));
    }

    @Test
    void whoHasNoAccessLetsNobodyIn() {
        Candidate closed = candidate(1, ADA, "ada", "lab/m", true, false);
        Candidate open = candidate(2, BEA, "bea", "lab/m", false, true);

        assertThat(JobDecision.decide("lab/m", List.of(closed))).isEqualTo(new JobDecision.WithoutAccess("lab/m"));
        assertThat(JobDecision.decide("lab/m", List.of(closed, open)))
                .isEqualTo(new JobDecision.Accepted(BEA, List.of(open)));
        assertThat(JobDecision.decide("lab/other", List.of(open))).isEqualTo(new JobDecision.Unknown());
        assertThat(JobDecision.decide("lab/m", List.of())).isEqualTo(new JobDecision.Unknown());
    }

    private static Candidate candidate(int number, UUID person, String username, String model, boolean exact, boolean open) {
        return new Candidate(new UUID(1, number), person, username, model, exact, open, Instant.ofEpochSecond(number));
    }
}
