package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.requests.RequestState.APPROVED;
import static org.weightgate.requests.RequestState.CHANGES_REQUESTED;
import static org.weightgate.requests.RequestState.DRAFT;
import static org.weightgate.requests.RequestState.REJECTED;
import static org.weightgate.requests.RequestState.SUBMITTED;
import static org.weightgate.requests.RequestState.WITHDRAWN;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.requests.Decision.Decided;
import org.weightgate.requests.Decision.Refused;
import org.weightgate.web.Problem.FieldError;

class RequestRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final UUID ADA = UUID.randomUUID();
    private static final UUID GRACE = UUID.randomUUID();
    private static final UUID ALAN = UUID.randomUUID();
    private static final UUID ID = UUID.randomUUID();
    private static final UUID MODEL = UUID.randomUUID();
    private static final Terms TERMS = new Terms(2, "t2");
    private static final String DIGEST = digest("answers");
    private static final Answers ANSWERS = new Answers(KnownAnswers.COMPLETE);
    private static final Facts FACTS = new Facts(NOW, new Facts.Applicant(true, null, null), TERMS, TERMS, policy(1),
            Company.NOBODY, new Facts.Panel(true, Set.of(), Set.of(), List.of()), DIGEST);
    private static final Seen SEEN = new Seen(3, 1, DIGEST);
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(180));
    private static final String TEXT = "Please name the evaluation you plan.";

    @Test
    void aLetterPicksAReason() {
        assertThat(EnumSet.complementOf(EnumSet.of(RejectionReason.BANNED)))
                .extracting(reason -> reason.label().charAt(0)).doesNotHaveDuplicates();
    }

    @Test
    void aFirstRequestStarts() {
        assertThat(decide(Position.notYet(ID, ADA, MODEL), new RequestCommand.Start(ADA, null, false), FACTS))
                .isEqualTo(new Decided(List.of(new RequestEvent.Started(MODEL, null, false))));
    }

    @Test
    void aStoredRequestDoesNotStartAgain() {
        assertRefused(at(DRAFT), new RequestCommand.Start(ADA, null, false), FACTS, Refusal.AlreadyStarted.class);
    }

    @Test
    void whatCanBeRenewedIsNotAppliedForAnew() {
        var holder = new Facts(NOW, new Facts.Applicant(true, null, null, true), TERMS, null, FACTS.policy(), Company.NOBODY,
                Facts.Panel.NOBODY, DIGEST);

        assertRefused(Position.notYet(ID, ADA, MODEL), new RequestCommand.Start(ADA, null, false), holder,
                Refusal.OnlyRenewed.class);
        assertThat(decide(Position.notYet(ID, ADA, MODEL), new RequestCommand.Start(ADA, null, true), holder))
                .isInstanceOf(Decided.class);
    }

    @Test
    void theWaitAfterARejectionIsKept() {
        var start = new RequestCommand.Start(ADA, null, false);

        assertRefused(Position.notYet(ID, ADA, MODEL), start, waitingUntil(NOW.plusSeconds(1)), Refusal.TooSoon.class);
        assertThat(decide(Position.notYet(ID, ADA, MODEL), start, waitingUntil(NOW))).isInstanceOf(Decided.class);
    }

    @Test
    void whatWasBegunBeforeARejectionIsNotSentBeforeTheWaitIsOver() {
        assertRefused(at(DRAFT), submit(), waitingUntil(NOW.plusSeconds(1)), Refusal.TooSoon.class);
        assertThat(decide(at(DRAFT), submit(), waitingUntil(NOW))).isInstanceOf(Decided.class);
        assertThat(decide(at(DRAFT), new RequestCommand.SaveDraft(ADA, 7), waitingUntil(NOW.plusSeconds(1))))
                .isInstanceOf(Decided.class);
        assertThat(decide(at(CHANGES_REQUESTED), submit(), waitingUntil(NOW.plusSeconds(1)))).isInstanceOf(Decided.class);
    }

    @ParameterizedTest
    @EnumSource(RequestState.class)
    void aDraftIsSavedOnlyWhileTheApplicantHasTheBall(RequestState state) {
        var decision = decide(at(state), new RequestCommand.SaveDraft(ADA, 7), FACTS);

        assertThat(decision).isInstanceOf(state == DRAFT || state == CHANGES_REQUESTED ? Decided.class : Refused.class);
    }

    @Test
    void aStaleDraftIsRefused() {
        assertRefused(at(DRAFT), new RequestCommand.SaveDraft(ADA, 6), FACTS, Refusal.DraftChanged.class);
        assertRefused(at(DRAFT), new RequestCommand.Submit(ADA, 6, ANSWERS, TERMS), FACTS, Refusal.DraftChanged.class);
    }

    @ParameterizedTest
    @EnumSource(RequestState.class)
    void onlyADraftOrAnAnsweredQuestionIsSubmitted(RequestState state) {
        var decision = decide(at(state), submit(), FACTS);

        if (state == DRAFT || state == CHANGES_REQUESTED) {
            assertThat(decision).isEqualTo(
                    new Decided(List.of(new RequestEvent.Submitted(2, ANSWERS, TERMS))));
        } else {
            assertThat(decision).isEqualTo(new Refused(new Refusal.WrongState(state)));
        }
    }

    @Test
    void nobodySubmitsForSomeoneElse() {
        assertRefused(at(DRAFT), new RequestCommand.Submit(GRACE, 7, ANSWERS, TERMS), FACTS, Refusal.NotFound.class);
        assertRefused(at(DRAFT), new RequestCommand.SaveDraft(GRACE, 7), FACTS, Refusal.NotFound.class);
        assertRefused(at(SUBMITTED), new RequestCommand.Withdraw(GRACE), FACTS, Refusal.NotFound.class);
    }

    @Test
    void anUnverifiedAddressMaySaveButNotSubmit() {
        var unverified = new Facts(NOW, new Facts.Applicant(false, null, null), TERMS, null, FACTS.policy(), Company.NOBODY,
                Facts.Panel.NOBODY, DIGEST);

        assertThat(decide(at(DRAFT), new RequestCommand.SaveDraft(ADA, 7), unverified)).isInstanceOf(Decided.class);
        assertRefused(at(DRAFT), submit(), unverified, Refusal.EmailUnverified.class);
    }

    @Test
    void incompleteAnswersAreNotSubmitted() {
        assertRefused(at(DRAFT), new RequestCommand.Submit(ADA, 7, Answers.empty(), TERMS), FACTS,
                Refusal.InvalidAnswers.class);
    }

    @Test
    void anUntickedBoxIsNamedLikeAnyOtherMissingAnswer() {
        var decision = decide(at(DRAFT), new RequestCommand.Submit(ADA, 7, ANSWERS, Terms.NONE), FACTS);

        assertThat(decision).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .isInstanceOfSatisfying(Refusal.InvalidAnswers.class, invalid -> assertThat(invalid.errors())
                        .extracting(FieldError::field).containsExactly("terms")));
    }

    @Test
    void theTermsAcceptedAreTheOnesInForceWordForWord() {
        assertRefused(at(DRAFT), new RequestCommand.Submit(ADA, 7, ANSWERS, new Terms(1, "t1")), FACTS,
                Refusal.TermsNotAccepted.class);
        assertRefused(at(DRAFT), new RequestCommand.Submit(ADA, 7, ANSWERS, new Terms(2, "other")), FACTS,
                Refusal.TermsNotAccepted.class);
    }

    @ParameterizedTest
    @EnumSource(RequestState.class)
    void anyOpenRequestCanBeWithdrawnAndNoClosedOne(RequestState state) {
        assertThat(decide(at(state), new RequestCommand.Withdraw(ADA), FACTS)).isEqualTo(state.isOpen()
                ? new Decided(List.of(new RequestEvent.Withdrawn()))
                : new Refused(new Refusal.WrongState(state)));
    }

    @Test
    void oneApprovalIsEnoughForAQuorumOfOne() {
        assertThat(decide(at(SUBMITTED), approve(GRACE), FACTS)).isEqualTo(new Decided(List.of(
                voted(Ballot.approval(GRACE, UNTIL)), new RequestEvent.Approved(1, UNTIL))));
    }

    @Test
    void aQuorumOfTwoNeedsTwoPeople() {
        var two = new Facts(NOW, FACTS.applicant(), TERMS, TERMS, policy(2), Company.NOBODY, FACTS.panel(), DIGEST);

        assertThat(decide(at(SUBMITTED), approve(GRACE), two)).isEqualTo(
                new Decided(List.of(voted(Ballot.approval(GRACE, UNTIL)))));
        assertRefused(at(SUBMITTED), approve(GRACE), approvedByGrace(two), Refusal.AlreadyVoted.class);
        assertThat(decide(at(SUBMITTED), approve(ALAN), approvedByGrace(two))).isEqualTo(
                new Decided(List.of(voted(Ballot.approval(ALAN, UNTIL)),
                        new RequestEvent.Approved(1, UNTIL))));
    }

    @Test
    void whoHasApprovedMayStillReject() {
        var decision = decide(at(SUBMITTED), reject(GRACE), approvedByGrace(FACTS));

        assertThat(decision).isInstanceOf(Decided.class);
    }

    @Test
    void aRejectionCarriesReasonTextAndDay() {
        assertThat(decide(at(SUBMITTED), reject(GRACE), FACTS)).isEqualTo(new Decided(List.of(
                voted(Ballot.rejection(GRACE, new Ballot.Rejection(RejectionReason.USE_UNCLEAR, TEXT, UNTIL))),
                new RequestEvent.Rejected(1, RejectionReason.USE_UNCLEAR, TEXT, UNTIL))));
    }

    @Test
    void changesCanBeAskedFor() {
        assertThat(decide(at(SUBMITTED), changes(GRACE), FACTS)).isEqualTo(new Decided(List.of(
                voted(Ballot.question(GRACE)),
                new RequestEvent.ChangesRequested(1, TEXT, List.of()))));
    }

    @ParameterizedTest
    @EnumSource(RequestState.class)
    void onlyASubmittedRequestIsDecided(RequestState state) {
        for (RequestCommand command : decisionsOf(GRACE, SEEN)) {
            var decision = decide(at(state), command, FACTS);

            if (state == SUBMITTED) {
                assertThat(decision).isInstanceOf(Decided.class);
            } else {
                assertThat(decision).isEqualTo(new Refused(new Refusal.WrongState(state)));
            }
        }
    }

    @Test
    void nobodyDecidesOnTheirOwnRequest() {
        for (RequestCommand command : decisionsOf(ADA, SEEN)) {
            assertRefused(at(SUBMITTED), command, FACTS, Refusal.OwnRequest.class);
        }
    }

    @Test
    void onlyAReviewerOfTheModelDecides() {
        for (RequestCommand command : decisionsOf(GRACE, SEEN)) {
            assertRefused(at(SUBMITTED), command, FACTS.reviewed(false), Refusal.NotReviewer.class);
        }
    }

    @Test
    void aStaleVersionOrRevisionIsRefused() {
        for (RequestCommand command : decisionsOf(GRACE, new Seen(2, 1, DIGEST))) {
            assertRefused(at(SUBMITTED), command, FACTS, Refusal.Stale.class);
        }
        for (RequestCommand command : decisionsOf(GRACE, new Seen(3, 2, DIGEST))) {
            assertRefused(at(SUBMITTED), command, FACTS, Refusal.Stale.class);
        }
    }

    @Test
    void changedFactsAreNamed() {
        for (RequestCommand command : decisionsOf(GRACE, new Seen(3, 1, digest("others")))) {
            assertThat(decide(at(SUBMITTED), command, FACTS))
                    .isEqualTo(new Refused(new Refusal.FactsChanged(EnumSet.of(ShownFact.ANSWERS))));
        }
        for (RequestCommand command : decisionsOf(GRACE, new Seen(3, 1, "nonsense"))) {
            assertThat(decide(at(SUBMITTED), command, FACTS))
                    .isEqualTo(new Refused(new Refusal.FactsChanged(EnumSet.allOf(ShownFact.class))));
        }
    }

    @Test
    void approvalWaitsForTheTermsInForce() {
        var old = new Facts(NOW, FACTS.applicant(), TERMS, new Terms(1, "t1"), FACTS.policy(), Company.NOBODY, FACTS.panel(),
                DIGEST);

        assertThat(decide(at(SUBMITTED), approve(GRACE), old))
                .isEqualTo(new Refused(new Refusal.TermsOutdated(1, 2)));
        assertThat(decide(at(SUBMITTED), changes(GRACE), old)).isInstanceOf(Decided.class);
    }

    @Test
    void accessLastsNoLongerThanThePolicyAllows() {
        for (Instant until : List.of(NOW, NOW.minusSeconds(1), UNTIL.plusSeconds(1))) {
            assertRefused(at(SUBMITTED), new RequestCommand.Approve(GRACE, SEEN, until), FACTS,
                    Refusal.InvalidRuling.class);
        }
    }

    @Test
    void theApplicantIsOwedAText() {
        for (String text : List.of("", "   no.   ", "x".repeat(4001))) {
            assertRefused(at(SUBMITTED), new RequestCommand.Reject(GRACE, SEEN, RejectionReason.OTHER, text, UNTIL),
                    FACTS, Refusal.InvalidRuling.class);
            assertRefused(at(SUBMITTED), new RequestCommand.RequestChanges(GRACE, SEEN, text, List.of()), FACTS,
                    Refusal.InvalidRuling.class);
        }
    }

    @Test
    void theDayToApplyAgainIsNeitherPastNorNever() {
        for (Instant day : List.of(NOW.minusSeconds(1), NOW.plus(VotingRules.LONGEST_WAIT).plusSeconds(1))) {
            assertRefused(at(SUBMITTED), new RequestCommand.Reject(GRACE, SEEN, RejectionReason.OTHER, TEXT, day), FACTS,
                    Refusal.InvalidRuling.class);
        }
    }

    @Test
    void closedIsClosed() {
        for (RequestState state : List.of(APPROVED, REJECTED, WITHDRAWN, RequestState.LAPSED)) {
            assertThat(state.isOpen()).isFalse();
            assertRefused(at(state), submit(), FACTS, Refusal.WrongState.class);
        }
    }

    private static Decision decide(Position request, RequestCommand command, Facts facts) {
        return RequestRules.decide(request, command, facts);
    }

    private static void assertRefused(Position request, RequestCommand command, Facts facts,
            Class<? extends Refusal> reason) {
        assertThat(decide(request, command, facts)).isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.reason()).isInstanceOf(reason));
    }

    private static Position at(RequestState state) {
        return new Position(ID, ADA, MODEL, state, 1, 3, 7, null);
    }

    private static RequestEvent voted(Ballot ballot) {
        return new RequestEvent.Voted(1, ballot, DIGEST);
    }

    private static Facts approvedByGrace(Facts facts) {
        return facts.with(new Facts.Panel(true, Set.of(), Set.of(), List.of(Ballot.approval(GRACE, UNTIL))));
    }

    private static Facts.Policy policy(int quorum) {
        return new Facts.Policy(1, 180, 30, quorum, DecisionRule.VETO, Duration.ZERO, false, Duration.ofDays(90),
                Duration.ofDays(14));
    }

    private static Facts waitingUntil(Instant day) {
        return new Facts(NOW, new Facts.Applicant(true, day, null), TERMS, null, FACTS.policy(), Company.NOBODY,
                Facts.Panel.NOBODY, DIGEST);
    }

    private static RequestCommand submit() {
        return new RequestCommand.Submit(ADA, 7, ANSWERS, TERMS);
    }

    private static RequestCommand approve(UUID who) {
        return new RequestCommand.Approve(who, SEEN, UNTIL);
    }

    private static RequestCommand reject(UUID who) {
        return new RequestCommand.Reject(who, SEEN, RejectionReason.USE_UNCLEAR, TEXT, UNTIL);
    }

    private static RequestCommand changes(UUID who) {
        return new RequestCommand.RequestChanges(who, SEEN, TEXT, List.of());
    }

    private static List<RequestCommand> decisionsOf(UUID who, Seen seen) {
        return List.of(new RequestCommand.Approve(who, seen, UNTIL),
                new RequestCommand.Reject(who, seen, RejectionReason.USE_UNCLEAR, TEXT, UNTIL),
                new RequestCommand.RequestChanges(who, seen, TEXT, List.of()));
    }

    private static String digest(String answers) {
        var facts = new EnumMap<ShownFact, String>(ShownFact.class);
        for (ShownFact fact : ShownFact.values()) {
            facts.put(fact, "same");
        }
        facts.putAll(Map.of(ShownFact.ANSWERS, answers));
        return FactsDigest.of(facts);
    }
}
