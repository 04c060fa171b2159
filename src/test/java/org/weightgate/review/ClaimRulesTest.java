package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimRulesTest {

    private static final UUID ME = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    @Test
    void whatNobodyHoldsCanBeTaken() {
        assertThat(decide(new ClaimCommand.Take(), facts(null))).isEqualTo(new ClaimDecision.Held(ME, ClaimRules.TAKEN));
    }

    @Test
    void takingWhatIsMineOnlyRenewsIt() {
        assertThat(decide(new ClaimCommand.Take(), facts(ME))).isEqualTo(new ClaimDecision.Renewed());
        assertThat(decide(new ClaimCommand.TakeOver(), facts(ME))).isEqualTo(new ClaimDecision.Renewed());
    }

    @Test
    void whatSomebodyHoldsIsOnlyTakenOverOnPurpose() {
        assertThat(refusal(new ClaimCommand.Take(), facts(OTHER)).reason()).isEqualTo("already-claimed");
        assertThat(decide(new ClaimCommand.TakeOver(), facts(OTHER)))
                .isEqualTo(new ClaimDecision.Held(ME, ClaimRules.TAKEN_OVER));
    }

    @Test
    void onlyTheHolderAndALeadGiveItToSomeone() {
        var to = new ClaimCommand.Give(new ClaimFacts.Target(OTHER, true, false, false));

        assertThat(decide(to, facts(ME))).isEqualTo(new ClaimDecision.Held(OTHER, ClaimRules.HANDED_OVER));
        assertThat(decide(to, new ClaimFacts(true, true, false, Optional.empty())))
                .isEqualTo(new ClaimDecision.Held(OTHER, ClaimRules.ASSIGNED));
        assertThat(refusal(to, facts(null)).reason()).isEqualTo("not-claimed");
        assertThat(refusal(to, facts(OTHER)).reason()).isEqualTo("not-claimed");
    }

    @Test
    void itIsGivenOnlyToReviewersWhoAreThereAndHaveNoPartInIt() {
        assertThat(give(false, false, false)).isEqualTo(ClaimRefusal.NO_REVIEWER);
        assertThat(give(true, true, false)).isEqualTo(ClaimRefusal.AWAY);
        assertThat(give(true, false, true)).isEqualTo(ClaimRefusal.TARGET_BARRED);
    }

    @Test
    void onlyTheHolderReleasesIt() {
        assertThat(decide(new ClaimCommand.Release(), facts(ME))).isEqualTo(new ClaimDecision.Freed());
        assertThat(refusal(new ClaimCommand.Release(), facts(OTHER))).isEqualTo(ClaimRefusal.NOT_HELD);
        assertThat(refusal(new ClaimCommand.Release(), facts(null))).isEqualTo(ClaimRefusal.NOT_HELD);
    }

    @Test
    void whoHasAPartInItDoesNotTakeIt() {
        assertThat(refusal(new ClaimCommand.Take(), new ClaimFacts(true, false, true, Optional.empty())))
                .isEqualTo(ClaimRefusal.BARRED);
    }

    @Test
    void nothingIsClaimedAfterTheEnd() {
        var closed = new ClaimFacts(false, true, false, Optional.of(claim(ME)));

        assertThat(refusal(new ClaimCommand.Take(), closed)).isEqualTo(ClaimRefusal.CLOSED);
        assertThat(refusal(new ClaimCommand.TakeOver(), closed)).isEqualTo(ClaimRefusal.CLOSED);
    }

    private static ClaimRefusal give(boolean reviewer, boolean away, boolean barred) {
        return refusal(new ClaimCommand.Give(new ClaimFacts.Target(OTHER, reviewer, away, barred)), facts(ME));
    }

    private static ClaimFacts facts(@Nullable UUID holder) {
        return new ClaimFacts(true, false, false, Optional.ofNullable(holder).map(ClaimRulesTest::claim));
    }

    private static Claim claim(UUID by) {
        return new Claim(UUID.randomUUID(), by, "Grace", Optional.empty(), Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    }

    private static ClaimDecision decide(ClaimCommand command, ClaimFacts facts) {
        return ClaimRules.decide(ME, command, facts);
    }

    private static ClaimRefusal refusal(ClaimCommand command, ClaimFacts facts) {
        return ((ClaimDecision.Refused) decide(command, facts)).reason();
    }
}
