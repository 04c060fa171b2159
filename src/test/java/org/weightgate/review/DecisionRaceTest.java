package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.Answers;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Terms;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.Together;
import org.weightgate.web.ProblemException;

import io.quarkus.test.junit.QuarkusTest;

/// Many at once on real PostgreSQL: whatever the order, one outcome holds, the losers are told, nothing is lost and nobody
/// waits for ever. `-Dweightgate.seed=N` staggers the threads in another way.
@QuarkusTest
class DecisionRaceTest {

    private static final String TEXT = "Please describe the evaluation in more detail.";

    @Inject
    RequestStage stage;
    @Inject
    HoldStage holds;
    @Inject
    ReviewDesk desk;
    @Inject
    HoldDesk holdDesk;
    @Inject
    ApplicantDesk applicants;

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 32 })
    void ofManyApprovalsAndRejectionsOneHolds(int threads) throws Exception {
        Model model = stage.model(1);
        UUID request = stage.submitted(stage.person("Ada"), model);

        List<String> outcomes = together(decisions(model, request, threads));

        assertThat(outcomes).filteredOn("done"::equals).hasSize(1);
        assertThat(outcomes).filteredOn(outcome -> !"done".equals(outcome)).allSatisfy(DecisionRaceTest::isConflict);
        boolean approved = "APPROVED".equals(holds.column("state", request));
        assertThat(grants(request)).isEqualTo(approved ? 1 : 0);
        assertThat(ends(request)).isEqualTo(1);
        assertThat(stage.count("outbox_mail where about = :id and dedupe_key not like 'request-submitted:%'", request))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 32 })
    void ofManyHeldDecisionsOneIsHeld(int threads) throws Exception {
        Model model = stage.model(1);
        holds.policy(model, 2, 1, 600, DecisionRule.VETO);
        UUID request = stage.submitted(stage.person("Ada"), model);

        List<String> outcomes = together(decisions(model, request, threads));

        assertThat(outcomes).filteredOn("done"::equals).hasSize(1);
        assertThat(outcomes).filteredOn(outcome -> !"done".equals(outcome)).allSatisfy(DecisionRaceTest::isConflict);
        assertThat(stage.count("event where stream = :id and type = 'request.decision-held'", request)).isEqualTo(1);
        assertThat(ends(request)).isZero();
        assertThat(stage.count("review_vote where request_id = :id", request)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 32 })
    void withdrawalAndApprovalNeverBothHold(int threads) throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        UUID request = stage.submitted(ada, model);
        List<Callable<Object>> calls = decisions(model, request, threads - 1);
        calls.add(() -> applicants.withdraw(ada, request, ""));

        List<String> outcomes = together(calls);

        assertThat(outcomes).filteredOn("done"::equals).hasSize(1);
        assertThat(ends(request)).isEqualTo(1);
        assertThat(grants(request)).isEqualTo("APPROVED".equals(holds.column("state", request)) ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 32 })
    void aBanAndApprovalsLeaveOneEnd(int threads) throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        UUID request = stage.submitted(ada, model);
        List<Callable<Object>> calls = decisions(model, request, threads - 1);
        calls.add(() -> {
            holds.ban(ada, ada.id());
            return "ban";
        });

        List<String> outcomes = together(calls);

        assertThat(ends(request)).isEqualTo(1);
        boolean banned = "BANNED".equals(holds.column("reason_code", request));
        assertThat(outcomes).filteredOn("done"::equals).hasSize(banned ? 0 : 1);
        assertThat(stage.count("access_grant where origin = :id and state = 'ACTIVE'", request)).isZero();
        assertThat(grants(request)).isEqualTo("APPROVED".equals(holds.column("state", request)) ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 32 })
    void anApprovalOfAnOlderRevisionLosesAgainstTheNewOne(int threads) throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        UUID request = stage.submitted(ada, model);
        List<Callable<Object>> calls = decisions(model, request, threads - 1);
        Person grace = stage.reviewer("Grace", model);
        Seen seen = holds.seen(grace, request);
        assertThat(desk.decide(grace, request, "", seen, changes())).isInstanceOf(Outcome.Done.class);
        Terms terms = stage.terms(model);
        calls.add(() -> applicants.saveAndSend(ada, model, "", new Typed(1, new Answers(KnownAnswers.with("role", "Postdoc"))),
                terms));

        List<String> outcomes = together(calls);

        assertThat(outcomes.getLast()).isEqualTo("done");
        assertThat(outcomes.subList(0, threads - 1)).allSatisfy(DecisionRaceTest::isConflict);
        assertThat(holds.column("state || ' ' || revision", request)).isEqualTo("SUBMITTED 2");
        assertThat(grants(request)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 32 })
    void takingBackAndTheEndOfTheHoldNeverBothHold(int threads) throws Exception {
        Model model = stage.model(1);
        holds.policy(model, 2, 1, 1, DecisionRule.VETO);
        UUID request = stage.submitted(stage.person("Ada"), model);
        Person grace = stage.reviewer("Grace", model);
        Seen seen = holds.seen(grace, request);
        int version = switch (desk.decide(grace, request, "", seen, approve())) {
            case Outcome.Done<Ruled>(var ruled) -> ruled.version();
            case Outcome.Refused<Ruled>(var reason) -> throw new AssertionError(reason);
        };
        var calls = new ArrayList<Callable<Object>>();
        for (int i = 0; i < threads; i++) {
            boolean back = i % 2 == 0;
            calls.add(() -> {
                TimeUnit.MILLISECONDS.sleep(960);
                return back ? desk.takeBack(grace, request, "", version) : ended(request);
            });
        }

        List<String> outcomes = together(calls);
        long back = stage.count("event where stream = :id and type = 'request.decision-taken-back'", request);
        for (int tries = 0; back + ends(request) == 0 && tries < 100; tries++) {
            TimeUnit.MILLISECONDS.sleep(100);
            ended(request);
        }

        assertThat(outcomes).filteredOn("done"::equals).hasSize((int) back);
        assertThat(back + ends(request)).isEqualTo(1);
        assertThat(grants(request)).isEqualTo(ends(request));
    }

    @ParameterizedTest
    @ValueSource(ints = 16)
    void aDoubleClickDecidesOnce(int threads) throws Exception {
        Model model = stage.model(1);
        UUID request = stage.submitted(stage.person("Ada"), model);
        Person grace = stage.reviewer("Grace", model);
        Seen seen = holds.seen(grace, request);
        var calls = new ArrayList<Callable<Object>>();
        for (int i = 0; i < threads; i++) {
            calls.add(() -> desk.decide(grace, request, "one key", seen, approve()));
        }

        assertThat(together(calls)).containsOnly("done");
        assertThat(ends(request)).isEqualTo(1);
        assertThat(grants(request)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = 16)
    void ofManyCopiesOneBegins(int threads) throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        UUID request = stage.submitted(ada, model);
        applicants.withdraw(ada, request, "");
        var calls = new ArrayList<Callable<Object>>();
        for (int i = 0; i < threads; i++) {
            calls.add(() -> applicants.copyAsNew(ada, request, ""));
        }

        List<String> outcomes = together(calls);

        assertThat(outcomes).filteredOn("done"::equals).hasSize(1);
        assertThat(outcomes).filteredOn(outcome -> !"done".equals(outcome)).allSatisfy(DecisionRaceTest::isConflict);
        assertThat(stage.count("access_request where follows = :id", request)).isEqualTo(1);
        assertThat(stage.count(
                "request_draft d join access_request r on r.id = d.request_id where r.follows = :id and d.answers ->> 'role' <> ''",
                request)).isEqualTo(1);
    }

    private Object ended(UUID request) {
        holdDesk.end(request);
        return "ended";
    }

    private List<Callable<Object>> decisions(Model model, UUID request, int many) {
        var calls = new ArrayList<Callable<Object>>();
        for (int i = 0; i < many; i++) {
            Person reviewer = stage.reviewer("Reviewer " + i, model);
            Seen seen = holds.seen(reviewer, request);
            Ruling ruling = i % 2 == 0 ? approve() : reject();
            calls.add(() -> desk.decide(reviewer, request, "", seen, ruling));
        }
        return calls;
    }

    /// `done`, a word of the call's own, or the status it was refused with.
    private static List<String> together(List<Callable<Object>> calls) throws Exception {
        return Together.run(calls.stream().map(call -> (Callable<String>) () -> outcome(call)).toList());
    }

    private static String outcome(Callable<Object> call) throws Exception {
        try {
            return switch (call.call()) {
                case Outcome.Done<?> _ -> "done";
                case Outcome.Refused<?>(var reason) -> Integer.toString(Refusals.of(reason).status());
                case Object other -> other.toString();
            };
        } catch (ProblemException lost) {
            return Integer.toString(lost.status());
        }
    }

    private static void isConflict(String outcome) {
        assertThat(outcome).isIn("409", "412");
    }

    private long grants(UUID request) {
        return stage.count("access_grant where origin = :id", request);
    }

    private long ends(UUID request) {
        return stage.count(
                "event where stream = :id and type in ('request.approved', 'request.rejected', 'request.withdrawn')", request);
    }

    private static Ruling approve() {
        return new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of());
    }

    private static Ruling reject() {
        return new Ruling(Verdict.REJECT, null, null, RejectionReason.USE_UNCLEAR, TEXT, null, List.of());
    }

    private static Ruling changes() {
        return new Ruling(Verdict.REQUEST_CHANGES, null, null, null, TEXT, null, List.of());
    }
}
