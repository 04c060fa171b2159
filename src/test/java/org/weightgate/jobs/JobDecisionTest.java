package org.weightgate.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.weightgate.jobs.JobDecision.Candidate;

class JobDecisionTest {

    private static final UUID ADA = new UUID(0, 1);
    private static final UUID BEA = new UUID(0, 2);

    @Test
    void ofSeveralPeopleNoneIsTaken() {
        Candidate hers = candidate(1, ADA, "lab/m", true);
        Candidate another = candidate(2, BEA, "lab/m", true);
        Candidate elsewhere = candidate(3, BEA, "lab/n", true);

        assertThat(JobDecision.decide(List.of(hers, another))).isEqualTo(new JobDecision.Several());
        assertThat(JobDecision.decide(List.of(another, hers))).isEqualTo(new JobDecision.Several());
        assertThat(JobDecision.decide(List.of(hers, elsewhere))).isEqualTo(new JobDecision.Several());
    }

    @Test
    void onePersonOpensAllTheyLetTheJobHave() {
        Candidate one = candidate(1, ADA, "lab/m", true);
        Candidate two = candidate(2, ADA, "lab/n", true);
        Candidate closed = candidate(3, ADA, "lab/o", false);

        assertThat(JobDecision.decide(List.of(closed, one, two))).isEqualTo(new JobDecision.Accepted(ADA, List.of(one, two)));
    }

    @Test
    void whoHasNoAccessLetsNobodyInAndKeepsNobodyOut() {
        Candidate closed = candidate(1, ADA, "lab/m", false);
        Candidate open = candidate(2, BEA, "lab/m", true);

        assertThat(JobDecision.decide(List.of(closed))).isEqualTo(new JobDecision.WithoutAccess("lab/m"));
        assertThat(JobDecision.decide(List.of(closed, open))).isEqualTo(new JobDecision.Accepted(BEA, List.of(open)));
        assertThat(JobDecision.decide(List.of())).isEqualTo(new JobDecision.Unknown());
    }

    private static Candidate candidate(int number, UUID person, String model, boolean open) {
        return new Candidate(new UUID(1, number), person, model, open);
    }
}
