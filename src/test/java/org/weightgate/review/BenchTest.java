package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Verdict;

/// What the desk says about the reader's vote.
class BenchTest {

    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

    @Test
    void evenVotesAreDecidedByTheNext() {
        var even = majority(2, 2, 4, null);

        assertThat(even.isLastVote()).isTrue();
        assertThat(even.isDeciding()).isTrue();
        assertThat(even.needed()).isEqualTo("The votes are even: yours decides.");
    }

    @Test
    void theLastOfAnOddNumberDecides() {
        for (var last : List.of(majority(1, 1, 3, null), majority(2, 0, 3, null), majority(0, 2, 3, null))) {
            assertThat(last.isLastVote()).isTrue();
            assertThat(last.isDeciding()).isTrue();
            assertThat(last.needed()).startsWith("Yours is the last vote that is needed");
        }
    }

    @Test
    void theLastOfAnEvenNumberDecidesOnlyOnOneSide() {
        assertThat(majority(1, 0, 2, null).isLastVote()).isTrue();
        assertThat(majority(0, 1, 2, null).isLastVote()).as("that makes the votes even").isFalse();
        assertThat(majority(1, 0, 2, null).isDeciding()).isFalse();
        assertThat(majority(1, 0, 2, null).needed()).startsWith("2 reviewers vote");
    }

    @Test
    void beforeThatNobodyDecides() {
        assertThat(majority(2, 0, 4, null).isLastVote()).isFalse();
        assertThat(majority(2, 0, 4, null).isDeciding()).isFalse();
        assertThat(majority(0, 0, 2, null).needed()).startsWith("2 reviewers vote");
    }

    @Test
    void whoVotesOtherwiseEndsAnEvenVote() {
        assertThat(majority(2, 2, 4, Verdict.REJECT).isLastVote()).isTrue();
        assertThat(majority(2, 2, 4, Verdict.APPROVE).isLastVote()).isFalse();
        assertThat(majority(1, 1, 3, Verdict.REJECT).isLastVote()).isFalse();
        assertThat(majority(2, 2, 4, Verdict.REJECT).isDeciding()).isFalse();
    }

    @Test
    void withoutAMajorityTheLastApprovalDecides() {
        assertThat(bench(1, 0, 2, null, false).isDeciding()).isTrue();
        assertThat(bench(0, 0, 2, null, false).isDeciding()).isFalse();
        assertThat(bench(1, 0, 2, null, false).needed()).isEqualTo("Yours is the deciding vote.");
    }

    private static DeskView.Bench majority(int approvals, int rejections, int quorum, @Nullable Verdict own) {
        return bench(approvals, rejections, quorum, own, true);
    }

    private static DeskView.Bench bench(int approvals, int rejections, int quorum, @Nullable Verdict own, boolean majority) {
        return new DeskView.Bench(List.of(), List.of(), Optional.ofNullable(own), approvals, rejections, quorum, majority, 180,
                0,
                Optional.empty(), Clock.of(RequestState.SUBMITTED, NOW, null, NOW), NOW, Optional.empty(), false, List.of(),
                false,
                new DeskView.Decided(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), 90);
    }
}
