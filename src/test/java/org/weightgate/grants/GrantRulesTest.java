package org.weightgate.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.grants.GrantExamples.END;
import static org.weightgate.grants.GrantExamples.START;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightgate.grants.GrantDecision.Agreed;
import org.weightgate.grants.GrantDecision.Refused;
import org.weightgate.grants.GrantFacts.Asker;

class GrantRulesTest {

    private static final Instant DURING = START.plusSeconds(3600);
    private static final GrantCommand SUSPEND = new GrantCommand.Suspend(SuspendReason.OWNER, "a pause");
    private static final GrantCommand RESUME = new GrantCommand.Resume("go on");
    private static final GrantCommand REVOKE = new GrantCommand.Revoke(RevokeReason.OTHER, "it ends here");
    private static final UUID NEW_TERMS = UUID.randomUUID();
    private static final GrantCommand EXPIRE = new GrantCommand.Expire();

    @Test
    void anActiveGrantIsSuspended() {
        assertThat(decide(GrantState.ACTIVE, SUSPEND, Asker.STEWARD))
                .isEqualTo(new Agreed(new GrantEvent.Suspended(SuspendReason.OWNER, "a pause")));
    }

    @Test
    void aSuspendedGrantIsResumed() {
        assertThat(decide(GrantState.SUSPENDED, RESUME, Asker.STEWARD)).isEqualTo(new Agreed(new GrantEvent.Resumed("go on")));
    }

    @ParameterizedTest
    @EnumSource(names = { "ACTIVE", "SUSPENDED" })
    void aLiveGrantIsRevoked(GrantState state) {
        assertThat(decide(state, REVOKE, Asker.STEWARD))
                .isEqualTo(new Agreed(new GrantEvent.Revoked(RevokeReason.OTHER, "it ends here")));
    }

    @Test
    void aLiveGrantIsSuperseded() {
        UUID next = UUID.randomUUID();

        assertThat(decide(GrantState.ACTIVE, new GrantCommand.Supersede(next), Asker.PORTAL))
                .isEqualTo(new Agreed(new GrantEvent.Superseded(next)));
    }

    @ParameterizedTest
    @EnumSource(names = { "EXPIRED", "REVOKED", "SUPERSEDED" })
    void anEndedGrantStaysAsItIs(GrantState state) {
        for (GrantCommand command : new GrantCommand[] { SUSPEND, RESUME, REVOKE, EXPIRE }) {
            assertThat(decide(state, command, Asker.STEWARD)).isEqualTo(new Refused(GrantRefusal.ENDED));
        }
    }

    @Test
    void itExpiresAtTheVeryMomentItEndsAndNotBefore() {
        assertThat(decideAt(END.minusNanos(1000), EXPIRE)).isEqualTo(new Refused(GrantRefusal.NOT_YET_OVER));
        assertThat(decideAt(END, EXPIRE)).isEqualTo(new Agreed(new GrantEvent.Expired()));
    }

    @Test
    void whatIsOverIsNoLongerChanged() {
        assertThat(decideAt(END, SUSPEND)).isEqualTo(new Refused(GrantRefusal.ENDED));
        assertThat(decideAt(END, REVOKE)).isEqualTo(new Refused(GrantRefusal.ENDED));
    }

    @Test
    void suspendingTwiceAndResumingTheActiveAreRefused() {
        assertThat(decide(GrantState.SUSPENDED, SUSPEND, Asker.STEWARD)).isEqualTo(new Refused(GrantRefusal.ALREADY_SUSPENDED));
        assertThat(decide(GrantState.ACTIVE, RESUME, Asker.STEWARD)).isEqualTo(new Refused(GrantRefusal.NOT_SUSPENDED));
    }

    @Test
    void whoHasAReasonOfTheirOwnPausesWhatWaitsForTerms() {
        var facts = new GrantFacts(DURING, Asker.STEWARD, null, true);
        GrantPosition waits = at(GrantState.SUSPENDED, SuspendReason.TERMS, 0);

        assertThat(GrantRules.decide(waits, SUSPEND, facts))
                .isEqualTo(new Agreed(new GrantEvent.Suspended(SuspendReason.OWNER, "a pause")));
        assertThat(GrantRules.decide(waits, new GrantCommand.Suspend(SuspendReason.TERMS, "new terms"), facts))
                .isEqualTo(new Refused(GrantRefusal.ALREADY_SUSPENDED));
        for (SuspendReason other : new SuspendReason[] { SuspendReason.OWNER, SuspendReason.EVIDENCE, SuspendReason.QUOTA }) {
            assertThat(GrantRules.decide(at(GrantState.SUSPENDED, other, 0), SUSPEND, facts))
                    .isEqualTo(new Refused(GrantRefusal.ALREADY_SUSPENDED));
        }
    }

    @Test
    void theHolderChangesNothing() {
        for (GrantCommand command : new GrantCommand[] { SUSPEND, RESUME, REVOKE }) {
            assertThat(decide(GrantState.SUSPENDED, command, Asker.HOLDER)).isEqualTo(new Refused(GrantRefusal.NOT_A_STEWARD));
        }
    }

    @Test
    void nobodyLiftsTheSuspensionOfTheirOwnGrant() {
        assertThat(decide(GrantState.SUSPENDED, RESUME, Asker.STEWARD_OF_OWN_GRANT))
                .isEqualTo(new Refused(GrantRefusal.OWN_GRANT));
    }

    @Test
    void whoSawAnOlderVersionLooksAgain() {
        var facts = new GrantFacts(DURING, Asker.STEWARD, 3, false);

        assertThat(GrantRules.decide(at(GrantState.ACTIVE, null, 4), REVOKE, facts)).isEqualTo(new Refused(GrantRefusal.STALE));
        assertThat(GrantRules.decide(at(GrantState.ACTIVE, null, 3), REVOKE, facts)).isInstanceOf(Agreed.class);
    }

    @Test
    void theClockEndsAGrantBeforeAnybodyWritesItDown() {
        assertThat(GrantExamples.active().stateAt(END)).isEqualTo(GrantState.EXPIRED);
        assertThat(GrantExamples.active().stateAt(END.minusNanos(1))).isEqualTo(GrantState.ACTIVE);
        assertThat(GrantExamples.revoked().stateAt(END)).isEqualTo(GrantState.REVOKED);
    }

    @Test
    void acceptingTermsResumesWhatWaitedForThemAndNothingElse() {
        assertThat(accept(GrantState.SUSPENDED, SuspendReason.TERMS))
                .isEqualTo(new Agreed(new GrantEvent.TermsAccepted(NEW_TERMS, true)));
        for (SuspendReason other : new SuspendReason[] { SuspendReason.OWNER, SuspendReason.EVIDENCE, SuspendReason.QUOTA }) {
            assertThat(accept(GrantState.SUSPENDED, other))
                    .isEqualTo(new Agreed(new GrantEvent.TermsAccepted(NEW_TERMS, false)));
        }
        assertThat(accept(GrantState.ACTIVE, null)).isEqualTo(new Agreed(new GrantEvent.TermsAccepted(NEW_TERMS, false)));
        assertThat(accept(GrantState.REVOKED, null)).isEqualTo(new Refused(GrantRefusal.ENDED));
    }

    @Test
    void nobodyAcceptsForAnother() {
        var facts = new GrantFacts(DURING, Asker.STEWARD, null, true);

        assertThat(GrantRules.decide(at(GrantState.SUSPENDED, SuspendReason.TERMS, 0), new GrantCommand.AcceptTerms(NEW_TERMS),
                facts)).isEqualTo(new Refused(GrantRefusal.NOT_THE_HOLDER));
        assertThat(GrantRules.decide(at(GrantState.SUSPENDED, SuspendReason.TERMS, 0), RESUME, facts))
                .isEqualTo(new Refused(GrantRefusal.WAITS_FOR_TERMS));
    }

    @Test
    void termsPauseOnlyWhenTheirTimeIsOver() {
        var command = new GrantCommand.Suspend(SuspendReason.TERMS, "new terms");

        assertThat(GrantRules.decide(at(GrantState.ACTIVE, null, 0), command, GrantFacts.ofPortal(DURING)))
                .isEqualTo(new Refused(GrantRefusal.TERMS_NOT_OVERDUE));
        assertThat(GrantRules.decide(at(GrantState.ACTIVE, null, 0), command, new GrantFacts(DURING, Asker.PORTAL, null, true)))
                .isEqualTo(new Agreed(new GrantEvent.Suspended(SuspendReason.TERMS, "new terms")));
    }

    @Test
    void liftingAPauseLeavesOverdueTermsToBeAccepted() {
        var facts = new GrantFacts(DURING, Asker.STEWARD, null, true);

        assertThat(GrantRules.decide(at(GrantState.SUSPENDED, SuspendReason.OWNER, 0), RESUME, facts))
                .isEqualTo(new Agreed(new GrantEvent.Suspended(SuspendReason.TERMS, GrantRules.NEW_TERMS)));
    }

    private static GrantDecision accept(GrantState state, @Nullable SuspendReason reason) {
        return GrantRules.decide(at(state, reason, 0), new GrantCommand.AcceptTerms(NEW_TERMS),
                new GrantFacts(DURING, Asker.HOLDER, null, true));
    }

    private static GrantPosition at(GrantState state, @Nullable SuspendReason reason, int version) {
        return new GrantPosition(state, reason, version, END, UUID.randomUUID());
    }

    private static GrantDecision decide(GrantState state, GrantCommand command, Asker asker) {
        return GrantRules.decide(at(state, state == GrantState.SUSPENDED ? SuspendReason.OWNER : null, 0), command,
                new GrantFacts(DURING, asker, null, false));
    }

    private static GrantDecision decideAt(Instant now, GrantCommand command) {
        return GrantRules.decide(at(GrantState.ACTIVE, null, 0), command,
                new GrantFacts(now, Asker.STEWARD, null, false));
    }
}
