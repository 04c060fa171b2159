package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.Answers;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.FieldNote;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.Together;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

/// A decision that is held: nothing leaves the house before its time, everything at once then, and nothing if its ground is gone.
@QuarkusTest
class HoldTest {

    private static final String TEXT = "Please describe the evaluation in more detail.";

    @Inject
    RequestStage stage;
    @Inject
    HoldStage holds;
    @Inject
    ReviewDesk desk;
    @Inject
    ApplicantDesk applicants;
    @Inject
    HoldClock clock;
    @Inject
    AgroalDataSource database;

    private Model model;
    private Person ada;
    private Person grace;
    private UUID request;

    @BeforeEach
    void aSubmittedRequestOfAModelThatHolds() {
        model = stage.model(1);
        holds.policy(model, 2, 1, 600, DecisionRule.VETO);
        ada = stage.person("Ada");
        grace = stage.reviewer("Grace", model);
        request = stage.submitted(ada, model);
    }

    @Test
    void nothingIsGivenOrMailedBeforeTheEndAndEverythingThen() {
        Ruled ruled = done(decide(grace, approve()));
        clock.endAllDue();

        assertThat(ruled.state()).isEqualTo(RequestState.SUBMITTED);
        assertThat(ruled.held()).extracting(Ruled.Hold::verdict).isEqualTo(Verdict.APPROVE);
        assertThat(grants()).isZero();
        assertThat(mails("request-approved")).isZero();

        endHold(request);
        clock.endAllDue();

        assertThat(holds.column("state", request)).isEqualTo("APPROVED");
        assertThat(grants()).isEqualTo(1);
        assertThat(mails("request-approved")).isEqualTo(1);
        assertThat(stage.count("event where stream = :id and type = 'request.approved' and actor = '" + grace.id() + "'",
                request)).isEqualTo(1);
    }

    @Test
    void theClockEndsAHoldByItself() throws InterruptedException {
        holds.policy(model, 3, 1, 1, DecisionRule.VETO);
        done(decide(grace, reject()));

        for (Instant end = Instant.now().plusSeconds(20); Instant.now().isBefore(end)
                && !"REJECTED".equals(holds.column("state", request));) {
            Thread.sleep(100);
        }

        assertThat(holds.column("state", request)).isEqualTo("REJECTED");
        assertThat(holds.column("public_text", request)).isEqualTo(TEXT);
        assertThat(mails("request-rejected")).isEqualTo(1);
    }

    @Test
    void itsAuthorTakesItBackAndDecidesAnew() {
        Ruled ruled = done(decide(grace, approve()));
        Person alan = stage.reviewer("Alan", model);

        assertThat(refused(desk.takeBack(alan, request, "", ruled.version()))).isInstanceOf(Refusal.NotYourDecision.class);
        assertThat(refused(desk.takeBack(grace, request, "", ruled.version() - 1))).isInstanceOf(Refusal.Stale.class);
        assertThat(refused(decide(alan, reject()))).isInstanceOf(Refusal.DecisionHeld.class);
        Ruled back = done(desk.takeBack(grace, request, "key", ruled.version()));
        assertThat(desk.takeBack(grace, request, "key", ruled.version())).isEqualTo(new Outcome.Done<>(back));
        assertThat(back.held()).isNull();
        assertThat(back.approvals()).isZero();
        clock.endAllDue();
        assertThat(grants()).isZero();

        done(decide(grace, changes()));
        endHold(request);
        assertThat(holds.column("state", request)).isEqualTo("CHANGES_REQUESTED");
        assertThat(stage.count("change_note where request_id = :id and field = 'role' and text = 'Since when?'", request))
                .isEqualTo(1);
    }

    @Test
    void afterTheEndItIsNotTakenBack() {
        Ruled ruled = done(decide(grace, approve()));
        holds.letHoldPass(request);

        // unless the portal's own clock was quicker
        assertThat(refused(desk.takeBack(grace, request, "", ruled.version())))
                .isInstanceOfAny(Refusal.HoldOver.class, Refusal.NothingHeld.class);
        endHold(request);
        assertThat(refused(desk.takeBack(grace, request, "", ruled.version()))).isInstanceOf(Refusal.NothingHeld.class);
    }

    @Test
    void withdrawingVoidsIt() {
        done(decide(grace, approve()));

        done(applicants.withdraw(ada, request, ""));
        endHold(request);

        assertThat(holds.column("state", request)).isEqualTo("WITHDRAWN");
        assertThat(voided("WITHDRAWN")).isEqualTo(1);
        assertThat(grants()).isZero();
    }

    @Test
    void changedFactsVoidItAndItsAuthorIsTold() {
        done(decide(grace, approve()));
        stage.newTerms(model, 2);
        endHold(request);

        assertThat(holds.column("state", request)).isEqualTo("SUBMITTED");
        assertThat(holds.column("held_by", request)).isEqualTo("null");
        assertThat(voided("FACTS_CHANGED")).isEqualTo(1);
        assertThat(mails("decision-voided")).isEqualTo(1);
        assertThat(grants()).isZero();
        done(decide(grace, changes()));
    }

    @Test
    void aBanClosesTheRequestAndVoidsWhatIsHeld() {
        Ruled ruled = done(decide(grace, approve()));
        Person other = stage.person("Ada again");
        UUID draft = done(applicants.save(other, model,
                new ApplicantDesk.Typed(0, new Answers(Map.of())))).id();

        holds.ban(ada, stage.person("Officer").id());
        holds.ban(other, grace.id());
        endHold(request);

        assertThat(holds.column("state", request)).isEqualTo("REJECTED");
        assertThat(holds.column("reason_code", request)).isEqualTo("BANNED");
        assertThat(holds.column("reason_code", draft)).isEqualTo("BANNED");
        assertThat(voided("BANNED")).isEqualTo(1);
        assertThat(grants()).isZero();
        assertThat(mails("request-banned")).isEqualTo(1);
        assertThat(stage.text("select text_body from outbox_mail where about = :id and dedupe_key like 'decision-voided:%'",
                request)).contains("nothing more to do").doesNotContain("nobody was told");
        assertThat(refused(desk.takeBack(grace, request, "", ruled.version())))
                .isEqualTo(new Refusal.NothingHeld(RequestState.REJECTED));
    }

    @Test
    void aConflictOfItsAuthorVoidsItAtOnceAndLastsUntilTakenBack() {
        done(decide(grace, approve()));

        Ruled aside = done(desk.declareConflict(grace, request, "", "We wrote a paper together."));

        assertThat(aside.held()).isNull();
        assertThat(voided("CONFLICT")).isEqualTo(1);
        assertThat(refused(decide(grace, approve()))).isInstanceOf(Refusal.ConflictDeclared.class);
        done(desk.retractConflict(grace, request, ""));
        done(decide(grace, approve()));
        assertThat(refused(desk.declareConflict(stage.person("Eve"), request, "", "")))
                .isInstanceOf(Refusal.NotReviewer.class);
    }

    @Test
    void aDismissedReviewersDecisionIsVoid() {
        done(decide(grace, approve()));
        stage.dismiss(grace.id(), model);
        endHold(request);

        assertThat(holds.column("state", request)).isEqualTo("SUBMITTED");
        assertThat(voided("NOT_REVIEWER")).isEqualTo(1);
    }

    @Test
    void withAMajorityTheTextOfTheWinningSideIsTold() {
        Person alan = stage.reviewer("Alan", model);
        Person edsger = stage.reviewer("Edsger", model);
        holds.policy(model, 3, 3, 0, DecisionRule.MAJORITY);

        assertThat(done(decide(grace, reject())).state()).isEqualTo(RequestState.SUBMITTED);
        assertThat(done(decide(alan, approve())).approvals()).isEqualTo(1);
        assertThat(refused(decide(alan, approve()))).isInstanceOf(Refusal.AlreadyVoted.class);
        assertThat(done(decide(edsger, approve())).state()).isEqualTo(RequestState.APPROVED);
        assertThat(grants()).isEqualTo(1);
    }

    @Test
    void manyClocksEndEachHoldOnce() throws Exception {
        var all = new ArrayList<UUID>();
        for (int i = 0; i < 12; i++) {
            UUID one = stage.submitted(stage.person("Ada " + i), model);
            done(desk.decide(grace, one, "", holds.seen(grace, one), approve()));
            holds.letHoldPass(one);
            all.add(one);
        }

        Together.run(Collections.nCopies(6, () -> {
            clock.endAllDue();
            return true;
        }));

        for (UUID one : all) {
            endHold(one);
            assertThat(stage.count("access_grant where origin = :id", one)).isEqualTo(1);
            assertThat(stage.count("event where stream = :id and type = 'request.approved'", one)).isEqualTo(1);
            assertThat(stage.count("outbox_mail where about = :id and dedupe_key like 'request-approved:%'", one)).isEqualTo(1);
        }
    }

    @Test
    void aReplicaThatStopsInTheMiddleHoldsUpNobodyElse() throws Exception {
        UUID other = stage.submitted(stage.person("Alan"), model);
        done(decide(grace, approve()));
        done(desk.decide(grace, other, "", holds.seen(grace, other), approve()));
        holds.letHoldPass(request);
        holds.letHoldPass(other);

        try (Connection stopped = database.getConnection()) {
            stopped.setAutoCommit(false);
            lock(stopped, request);
            endHold(other);
            assertThat(stage.count("access_grant where origin = :id", other)).isEqualTo(1);
            assertThat(grants()).isZero();
            stopped.rollback();
        }
        endHold(request);

        assertThat(grants()).isEqualTo(1);
    }

    /// The portal's own clock may have the row just now; it is asked again until one of the two has ended the hold.
    private void endHold(UUID held) {
        holds.letHoldPass(held);
        for (int tries = 0; tries < 400 && !"null".equals(holds.column("held_ends_at", held)); tries++) {
            clock.endAllDue();
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(holds.column("held_ends_at", held)).isEqualTo("null");
    }

    @Test
    void postgresqlEndsTheTransactionOfAReplicaThatStopped() throws SQLException {
        try (Connection connection = database.getConnection();
                var answer = connection.createStatement().executeQuery("show idle_in_transaction_session_timeout")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getString(1)).isEqualTo("30s");
        }
    }

    private static void lock(Connection connection, UUID request) throws SQLException {
        try (var statement = connection.prepareStatement("select id from access_request where id = ? for update")) {
            statement.setObject(1, request);
            assertThat(statement.executeQuery().next()).isTrue();
        }
    }

    private Outcome<Ruled> decide(Person reviewer, Ruling ruling) {
        Seen seen = holds.seen(reviewer, request);
        return desk.decide(reviewer, request, "", seen, ruling);
    }

    private long grants() {
        return stage.count("access_grant where origin = :id", request);
    }

    private long mails(String kind) {
        return stage.count("outbox_mail where about = :id and dedupe_key like '" + kind + ":%'", request);
    }

    private long voided(String reason) {
        return stage.count("event where stream = :id and type = 'request.decision-voided' and payload ->> 'reason' = '"
                + reason + "'", request);
    }

    private static Ruling approve() {
        return new Ruling(Verdict.APPROVE, Instant.now().plus(Duration.ofDays(30)), null, null, "", null, List.of());
    }

    private static Ruling reject() {
        return new Ruling(Verdict.REJECT, null, null, RejectionReason.USE_UNCLEAR, TEXT, null, List.of());
    }

    private static Ruling changes() {
        return new Ruling(Verdict.REQUEST_CHANGES, null, null, null, TEXT, null,
                List.of(new FieldNote("role", "Since when?")));
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(var value) -> value;
            case Outcome.Refused<T>(var reason) -> throw new AssertionError("Refused: " + reason);
        };
    }

    private static Refusal refused(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?>(var value) -> throw new AssertionError("Done: " + value);
            case Outcome.Refused<?>(var reason) -> reason;
        };
    }
}
