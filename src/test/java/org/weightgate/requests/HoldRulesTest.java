package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.requests.RequestState.CHANGES_REQUESTED;
import static org.weightgate.requests.RequestState.SUBMITTED;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.people.BanKind;
import org.weightgate.requests.Decision.Decided;
import org.weightgate.requests.Decision.Refused;

/// A decision between the vote and its effect, what ends a request without a reviewer, and how votes are counted.
class HoldRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(30));
    private static final Duration HOLD = Duration.ofSeconds(60);
    private static final UUID ADA = UUID.randomUUID();
    private static final UUID GRACE = UUID.randomUUID();
    private static final UUID ALAN = UUID.randomUUID();
    private static final UUID EDSGER = UUID.randomUUID();
    private static final UUID ID = UUID.randomUUID();
    private static final Terms TERMS = new Terms(1, "t1");
    private static final String DIGEST = digest("same");
    private static final String TEXT = "Please name the evaluation you plan.";
    private static final Seen SEEN = new Seen(3, 1, DIGEST);
    private static final RequestEvent.Approved APPROVED = new RequestEvent.Approved(1, UNTIL);

    @Test
    void aDecidingVoteIsHeld() {
        var held = new RequestEvent.DecisionHeld(new Held(GRACE, NOW.plus(HOLD), DIGEST, APPROVED));

        assertThat(decide(submitted(null), approve(GRACE), facts(NOW))).isEqualTo(
                new Decided(List.of(new RequestEvent.Voted(1, Ballot.approval(GRACE, UNTIL), DIGEST), held)));
    }

    @Test
    void whileItIsHeldNobodyElseDecides() {
        for (RequestCommand command : List.of(approve(ALAN), reject(ALAN),
                new RequestCommand.RequestChanges(ALAN, SEEN, TEXT, List.of()))) {
            assertRefused(submitted(heldByGrace()), command, facts(NOW), Refusal.DecisionHeld.class);
        }
    }

    @Test
    void itsAuthorTakesItBackUntilTheEnd() {
        var back = new RequestCommand.TakeBack(GRACE, 3);

        assertThat(decide(submitted(heldByGrace()), back, facts(NOW.plus(HOLD).minusNanos(1))))
                .isEqualTo(new Decided(List.of(new RequestEvent.DecisionTakenBack(1, GRACE))));
        assertRefused(submitted(heldByGrace()), back, facts(NOW.plus(HOLD)), Refusal.HoldOver.class);
    }

    @Test
    void nobodyElseTakesItBack() {
        assertRefused(submitted(heldByGrace()), new RequestCommand.TakeBack(ALAN, 3), facts(NOW),
                Refusal.NotYourDecision.class);
        assertRefused(submitted(heldByGrace()), new RequestCommand.TakeBack(GRACE, 3), facts(NOW).reviewed(false),
                Refusal.NotReviewer.class);
        assertRefused(submitted(heldByGrace()), new RequestCommand.TakeBack(GRACE, 2), facts(NOW), Refusal.Stale.class);
        assertRefused(submitted(null), new RequestCommand.TakeBack(GRACE, 3), facts(NOW), Refusal.NothingHeld.class);
    }

    @Test
    void whoIsTooLateIsToldWhatBecameOfItAndNotThatTheRequestChanged() {
        for (RequestState state : List.of(RequestState.APPROVED, RequestState.REJECTED, RequestState.CHANGES_REQUESTED)) {
            var late = decide(new Position(ID, ADA, ID, state, 1, 4, 0, null), new RequestCommand.TakeBack(GRACE, 3),
                    facts(NOW));

            assertThat(late).isEqualTo(new Decision.Refused(new Refusal.NothingHeld(state)));
            assertThat(Refusals.of(new Refusal.NothingHeld(state)).detail())
                    .startsWith("There is no decision left to take back. ")
                    .doesNotContain("taken effect")
                    .endsWith(Refusals.of(new Refusal.WrongState(state)).detail());
        }
        assertThat(Refusals.of(new Refusal.NothingHeld(RequestState.SUBMITTED)).detail())
                .isEqualTo("There is no decision left to take back. It waits for a reviewer.");
    }

    @Test
    void whatStandsAtTheEndTakesEffectAndNotBefore() {
        assertThat(decide(submitted(heldByGrace()), new RequestCommand.EndHold(), facts(NOW.plus(HOLD))))
                .isEqualTo(new Decided(List.of(APPROVED)));
        assertRefused(submitted(heldByGrace()), new RequestCommand.EndHold(), facts(NOW.plus(HOLD).minusNanos(1)),
                Refusal.HoldNotOver.class);
        assertRefused(submitted(null), new RequestCommand.EndHold(), facts(NOW.plus(HOLD)), Refusal.NothingHeld.class);
    }

    @Test
    void changedFactsVoidItAndAreNamed() {
        var changed = facts(NOW.plus(HOLD), new Facts.Applicant(true, null, null), Set.of(), digest("other"));

        assertVoided(changed, VoidReason.FACTS_CHANGED, EnumSet.allOf(ShownFact.class));
    }

    @Test
    void aBanAConflictOrALostRoleVoidsIt() {
        Instant end = NOW.plus(HOLD);
        assertVoided(facts(end, new Facts.Applicant(true, null, BanKind.PERSON), Set.of(), DIGEST), VoidReason.BANNED,
                Set.of());
        assertVoided(facts(end, new Facts.Applicant(true, null, null), Set.of(GRACE), DIGEST), VoidReason.CONFLICT,
                Set.of());
        assertVoided(facts(end).reviewed(false), VoidReason.NOT_REVIEWER, Set.of());
    }

    @Test
    void accessThatIsOverBeforeItBeginsIsNotGiven() {
        assertVoided(facts(UNTIL), VoidReason.EXPIRED, Set.of());
        assertRefused(submitted(null), new RequestCommand.Approve(GRACE, SEEN, NOW.plus(HOLD)), facts(NOW),
                Refusal.InvalidRuling.class);
    }

    @Test
    void withdrawingVoidsIt() {
        assertThat(decide(submitted(heldByGrace()), new RequestCommand.Withdraw(ADA), facts(NOW))).isEqualTo(
                new Decided(List.of(voided(VoidReason.WITHDRAWN, Set.of()), new RequestEvent.Withdrawn())));
    }

    @Test
    void aBanClosesWhateverIsOpen() {
        assertThat(decide(submitted(heldByGrace()), new RequestCommand.CloseForBan(EDSGER), facts(NOW)))
                .isInstanceOfSatisfying(Decided.class, decided -> assertThat(decided.events()).satisfiesExactly(
                        first -> assertThat(first).isEqualTo(voided(VoidReason.BANNED, Set.of())),
                        second -> assertThat(second).isInstanceOfSatisfying(RequestEvent.Rejected.class, rejected -> {
                            assertThat(rejected.reason()).isEqualTo(RejectionReason.BANNED);
                            assertThat(rejected.reapplyFrom()).isNull();
                        })));
    }

    @Test
    void aConflictOfTheDeciderVoidsItAtOnce() {
        var facts = facts(NOW).with(new Facts.Panel(true, Set.of(), Set.of(), List.of(Ballot.approval(GRACE, UNTIL))));

        assertThat(decide(submitted(heldByGrace()), new RequestCommand.DeclareConflict(GRACE, " a friend "), facts))
                .isEqualTo(new Decided(List.of(new RequestEvent.ConflictDeclared(GRACE, "a friend"),
                        voided(VoidReason.CONFLICT, Set.of()))));
        assertThat(decide(submitted(heldByGrace()), new RequestCommand.DeclareConflict(ALAN, ""), facts))
                .isEqualTo(new Decided(List.of(new RequestEvent.ConflictDeclared(ALAN, ""))));
    }

    @Test
    void whoIsInvolvedOrHasAConflictDoesNotDecideAndDoesNotCount() {
        var company = new Company(Set.of(ALAN), Set.of(), Set.of(), 0, RefereeState.CONFIRMED, EDSGER, List.of());
        var facts = with(company, new Facts.Panel(true, Set.of(GRACE), Set.of(), List.of(Ballot.approval(GRACE, UNTIL),
                Ballot.approval(ALAN, UNTIL))));

        assertRefused(submitted(null), approve(ALAN), facts, Refusal.Involved.class);
        assertRefused(submitted(null), approve(EDSGER), facts, Refusal.Involved.class);
        assertRefused(submitted(null), approve(GRACE), facts, Refusal.ConflictDeclared.class);
        assertThat(Tally.of(facts).approvals()).isZero();
        var later = new Company(Set.of(ALAN), Set.of(), Set.of(), 1, RefereeState.NONE, null, List.of());
        assertRefused(submitted(null), reject(ALAN), with(later, new Facts.Panel(true, Set.of(), Set.of(), List.of())),
                Refusal.Involved.class);
    }

    @Test
    void theVoteOfWhoNoLongerReviewsTheModelDoesNotCount() {
        var ballots = List.of(Ballot.approval(GRACE, UNTIL));
        var facts = with(Company.NOBODY, new Facts.Panel(true, Set.of(), Set.of(), ballots));
        var left = with(Company.NOBODY, new Facts.Panel(true, Set.of(), Set.of(GRACE), ballots));

        assertThat(Tally.of(facts).approvals()).isOne();
        assertThat(Tally.of(left).approvals()).isZero();
        assertRefused(submitted(null), approve(GRACE), facts, Refusal.AlreadyVoted.class);
        assertThat(decide(submitted(null), approve(GRACE), left)).isInstanceOf(Decided.class);
    }

    @Test
    void aModelCanAskForAReferee() {
        for (RefereeState state : RefereeState.values()) {
            var facts = new Facts(NOW, new Facts.Applicant(true, null, null), TERMS, TERMS,
                    new Facts.Policy(1, 180, 30, 1, DecisionRule.VETO, Duration.ZERO, true, Duration.ofDays(90),
                            Duration.ofDays(14)),
                    new Company(Set.of(), Set.of(), Set.of(), 0, state, null, List.of()),
                    new Facts.Panel(true, Set.of(), Set.of(), List.of()),
                    DIGEST);
            if (state == RefereeState.CONFIRMED) {
                assertThat(decide(submitted(null), approve(GRACE), facts)).isInstanceOf(Decided.class);
            } else {
                assertRefused(submitted(null), approve(GRACE), facts, Refusal.RefereeMissing.class);
            }
            assertThat(decide(submitted(null), reject(GRACE), facts)).isInstanceOf(Decided.class);
        }
    }

    @Test
    void theShortestOfTheApprovalsIsGiven() {
        Instant shorter = UNTIL.minus(Duration.ofDays(20));
        var tally = new Tally(List.of(Ballot.approval(GRACE, shorter), Ballot.approval(ALAN, UNTIL)));

        assertThat(tally.conclusion(1, policy(2, DecisionRule.VETO))).contains(new RequestEvent.Approved(1, shorter));
    }

    @Test
    void aMajorityDecidesOnceEnoughHaveVoted() {
        var one = new Tally(List.of(rejection(GRACE, "The first text of all.")));
        var tie = one.with(Ballot.approval(ALAN, UNTIL));
        var three = tie.with(Ballot.approval(EDSGER, UNTIL));
        var other = tie.with(rejection(EDSGER, "The last text of all."));
        Facts.Policy policy = policy(2, DecisionRule.MAJORITY);

        assertThat(one.conclusion(1, policy)).isEmpty();
        assertThat(tie.conclusion(1, policy)).isEmpty();
        assertThat(three.conclusion(1, policy)).contains(APPROVED);
        assertThat(other.conclusion(1, policy)).contains(
                new RequestEvent.Rejected(1, RejectionReason.USE_UNCLEAR, "The last text of all.", UNTIL));
    }

    @Test
    void withAVetoOneRejectionDecidesWhateverWasApproved() {
        var tally = new Tally(List.of(Ballot.approval(GRACE, UNTIL), Ballot.approval(ALAN, UNTIL),
                rejection(EDSGER, "No, because of this.")));

        assertThat(tally.conclusion(1, policy(3, DecisionRule.VETO))).containsInstanceOf(RequestEvent.Rejected.class);
    }

    @Test
    void aVoteThatChangesItsMindIsCountedOnce() {
        var tally = new Tally(List.of(rejection(GRACE, "No, because of this."))).with(Ballot.approval(GRACE, UNTIL));

        assertThat(tally.conclusion(1, policy(1, DecisionRule.MAJORITY))).contains(APPROVED);
    }

    @Test
    void notesBelongToQuestions() {
        for (List<FieldNote> notes : List.of(List.of(new FieldNote("nonsense", "What?")),
                List.of(new FieldNote("role", " ")), List.of(new FieldNote("role", "\0")),
                List.of(new FieldNote("role", "\u202e")),
                List.of(new FieldNote("role", "x".repeat(2001))), List.of(new FieldNote("role", "\ufb2c".repeat(2000))),
                List.of(new FieldNote("role", "One"), new FieldNote("role", "Two")))) {
            assertRefused(submitted(null), new RequestCommand.RequestChanges(GRACE, SEEN, TEXT, notes), facts(NOW),
                    Refusal.InvalidRuling.class);
        }
        assertThat(decide(submitted(null),
                new RequestCommand.RequestChanges(GRACE, SEEN, TEXT, List.of(new FieldNote("role", " Which one? "))),
                facts(NOW))).isInstanceOfSatisfying(Decided.class,
                        decided -> assertThat(decided.events()).last()
                                .isInstanceOfSatisfying(RequestEvent.DecisionHeld.class,
                                        held -> assertThat(held.held().conclusion())
                                                .isEqualTo(new RequestEvent.ChangesRequested(1, TEXT,
                                                        List.of(new FieldNote("role", "Which one?"))))));
    }

    @Test
    void nobodyRejectsWithThePortalsOwnReason() {
        assertRefused(submitted(null), new RequestCommand.Reject(GRACE, SEEN, RejectionReason.BANNED, TEXT, UNTIL),
                facts(NOW), Refusal.InvalidRuling.class);
    }

    @ParameterizedTest
    @EnumSource(RequestState.class)
    void aCopyBeginsFromAClosedRequestOfOnesOwn(RequestState state) {
        var start = new RequestCommand.Start(ADA, new Origin(ID, ADA, ID, state), false);
        var decision = decide(Position.notYet(UUID.randomUUID(), ADA, ID), start, facts(NOW));

        assertThat(decision).isEqualTo(state.isOpen()
                ? new Refused(new Refusal.WrongState(state))
                : state == RequestState.APPROVED ? new Refused(new Refusal.OnlyRenewed())
                        : new Decided(List.of(new RequestEvent.Started(ID, ID, false))));
    }

    @Test
    void aRenewalBeginsFromAnApprovedRequest() {
        var start = new RequestCommand.Start(ADA, new Origin(ID, ADA, ID, RequestState.APPROVED), true);

        assertThat(decide(Position.notYet(UUID.randomUUID(), ADA, ID), start, facts(NOW)))
                .isEqualTo(new Decided(List.of(new RequestEvent.Started(ID, ID, true))));
    }

    @Test
    void nobodyCopiesAnothersRequest() {
        assertRefused(Position.notYet(UUID.randomUUID(), ADA, ID),
                new RequestCommand.Start(ADA, new Origin(ID, GRACE, ID, RequestState.REJECTED), false), facts(NOW),
                Refusal.NotFound.class);
    }

    @Test
    void theBannedNeitherStartNorSubmit() {
        var banned = facts(NOW, new Facts.Applicant(true, null, BanKind.PERSON), Set.of(), DIGEST);

        assertRefused(Position.notYet(ID, ADA, ID), new RequestCommand.Start(ADA, null, false), banned, Refusal.Banned.class);
        assertRefused(at(CHANGES_REQUESTED, null), new RequestCommand.SaveDraft(ADA, 7), banned, Refusal.Banned.class);
        assertRefused(submitted(null), approve(GRACE), banned, Refusal.ApplicantBanned.class);
    }

    @Test
    void silenceLapsesOnlyAfterAReminderThatArrivedInTime() {
        Duration days90 = Duration.ofDays(90);
        Duration days14 = Duration.ofDays(14);
        Instant idle = NOW.minus(days90);

        assertThat(decide(at(CHANGES_REQUESTED, null), new RequestCommand.Lapse(idle, NOW.minus(days14)), facts(NOW)))
                .isEqualTo(new Decided(List.of(new RequestEvent.Lapsed(idle))));
        for (RequestCommand.Lapse tooEarly : List.of(new RequestCommand.Lapse(idle, null),
                new RequestCommand.Lapse(idle, NOW.minus(days14).plusNanos(1)),
                new RequestCommand.Lapse(idle, idle.minusSeconds(1)),
                new RequestCommand.Lapse(idle.plusNanos(1), NOW.minus(days14)))) {
            assertRefused(at(CHANGES_REQUESTED, null), tooEarly, facts(NOW), Refusal.NotIdle.class);
        }
        assertRefused(submitted(null), new RequestCommand.Lapse(idle, NOW.minus(days14)), facts(NOW),
                Refusal.WrongState.class);
    }

    private static void assertVoided(Facts facts, VoidReason reason, Set<ShownFact> changed) {
        assertThat(decide(submitted(heldByGrace()), new RequestCommand.EndHold(), facts))
                .isEqualTo(new Decided(List.of(voided(reason, changed))));
    }

    private static RequestEvent voided(VoidReason reason, Set<ShownFact> changed) {
        return new RequestEvent.DecisionVoided(1, GRACE, reason, changed);
    }

    private static Decision decide(Position request, RequestCommand command, Facts facts) {
        return RequestRules.decide(request, command, facts);
    }

    private static void assertRefused(Position request, RequestCommand command, Facts facts,
            Class<? extends Refusal> reason) {
        assertThat(decide(request, command, facts)).isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.reason()).isInstanceOf(reason));
    }

    private static Position submitted(@Nullable Held held) {
        return at(SUBMITTED, held);
    }

    private static Position at(RequestState state, @Nullable Held held) {
        return new Position(ID, ADA, ID, state, 1, 3, 7, held);
    }

    private static Held heldByGrace() {
        return new Held(GRACE, NOW.plus(HOLD), DIGEST, APPROVED);
    }

    private static RequestCommand approve(UUID who) {
        return new RequestCommand.Approve(who, SEEN, UNTIL);
    }

    private static RequestCommand reject(UUID who) {
        return new RequestCommand.Reject(who, SEEN, RejectionReason.USE_UNCLEAR, TEXT, UNTIL);
    }

    private static Ballot rejection(UUID who, String text) {
        return Ballot.rejection(who, new Ballot.Rejection(RejectionReason.USE_UNCLEAR, text, UNTIL));
    }

    private static Facts facts(Instant now) {
        return facts(now, new Facts.Applicant(true, null, null), Set.of(), DIGEST);
    }

    private static Facts facts(Instant now, Facts.Applicant applicant, Set<UUID> conflicted, String digest) {
        return new Facts(now, applicant, TERMS, TERMS, policy(1, DecisionRule.VETO), Company.NOBODY,
                new Facts.Panel(true, conflicted, Set.of(), List.of()), digest);
    }

    private static Facts with(Company company, Facts.Panel panel) {
        return new Facts(NOW, new Facts.Applicant(true, null, null), TERMS, TERMS, policy(1, DecisionRule.VETO), company,
                panel, DIGEST);
    }

    private static Facts.Policy policy(int quorum, DecisionRule rule) {
        return new Facts.Policy(1, 180, 30, quorum, rule, HOLD, false, Duration.ofDays(90), Duration.ofDays(14));
    }

    private static String digest(String value) {
        var facts = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            facts.put(fact, value);
        }
        return FactsDigest.of(facts);
    }
}
