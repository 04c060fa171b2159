package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.Answers;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Terms;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.Together;

import io.quarkus.test.junit.QuarkusTest;

/// Several people at one request in the same moment, on the real database: one wins, the others are told.
@QuarkusTest
class RaceTest {

    private static final String TEXT = "Please describe the evaluation you plan.";

    @Inject
    RequestStage stage;
    @Inject
    ReviewDesk desk;
    @Inject
    DeskReader reader;
    @Inject
    ApplicantDesk applicants;

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void theQuorumIsCountedOnce(int threads) throws Exception {
        Model model = stage.model(2);
        UUID request = stage.submitted(stage.person("Ada"), model);
        var calls = new ArrayList<Callable<Outcome<?>>>();
        for (int i = 0; i < threads; i++) {
            Person reviewer = stage.reviewer("Reviewer " + i, model);
            Seen seen = seen(reviewer, request);
            calls.add(() -> desk.decide(reviewer, request, "", seen, approve()));
        }

        List<Outcome<?>> outcomes = Together.<Outcome<?>> run(calls);

        assertThat(outcomes).filteredOn(Outcome.Done.class::isInstance).hasSize(2);
        assertThat(stage.count("review_vote where request_id = :id", request)).isEqualTo(2);
        assertThat(stage.count("access_grant where origin = :id", request)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void aDoubleClickSendsOneRequest(int threads) throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        Terms terms = stage.terms(model);
        String key = UUID.randomUUID().toString();
        var calls = new ArrayList<Callable<Outcome<?>>>();
        for (int i = 0; i < threads; i++) {
            calls.add(() -> applicants.saveAndSend(ada, model, key, typed(), terms));
        }

        List<Outcome<?>> outcomes = Together.<Outcome<?>> run(calls);

        assertThat(outcomes).allMatch(Outcome.Done.class::isInstance);
        assertThat(outcomes.stream().distinct()).hasSize(1);
        assertThat(stage.count("access_request where person_id = :id", ada.id())).isEqualTo(1);
        assertThat(stage.count("outbox_mail m join access_request r on r.id = m.about where r.person_id = :id", ada.id()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void twoTabsSendOneRequest(int threads) throws Exception {
        Model model = stage.model(1);
        Person ada = stage.person("Ada");
        Terms terms = stage.terms(model);
        var calls = new ArrayList<Callable<Outcome<?>>>();
        for (int i = 0; i < threads; i++) {
            calls.add(() -> applicants.saveAndSend(ada, model, UUID.randomUUID().toString(), typed(), terms));
        }

        List<Outcome<?>> outcomes = Together.<Outcome<?>> run(calls);

        assertOneWinner(outcomes);
        assertThat(stage.count("access_request where person_id = :id", ada.id())).isEqualTo(1);
        assertThat(stage.count(
                "request_revision v join access_request r on r.id = v.request_id where r.person_id = :id", ada.id()))
                .isEqualTo(1);
    }

    @Test
    void aRepeatedDecisionIsAnsweredAsTheFirst() {
        Model model = stage.model(1);
        UUID request = stage.submitted(stage.person("Ada"), model);
        Person reviewer = stage.reviewer("Grace", model);
        Seen seen = seen(reviewer, request);

        var first = desk.decide(reviewer, request, "one-key", seen, approve());
        var again = desk.decide(reviewer, request, "one-key", seen, approve());
        var other = desk.decide(reviewer, request, "one-key", seen, reject());

        assertThat(again).isEqualTo(first).isInstanceOf(Outcome.Done.class);
        assertThat(other).isEqualTo(new Outcome.Refused<>(new Refusal.KeyReused()));
    }

    private Seen seen(Person reviewer, UUID request) {
        return reader.seen(reviewer, request).orElseThrow();
    }

    private static Typed typed() {
        return new Typed(0, new Answers(KnownAnswers.COMPLETE));
    }

    private static Ruling approve() {
        return new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of());
    }

    private static Ruling reject() {
        return new Ruling(Verdict.REJECT, null, null, RejectionReason.USE_UNCLEAR, TEXT, null, List.of());
    }

    private static void assertOneWinner(List<Outcome<?>> outcomes) {
        assertThat(outcomes).filteredOn(Outcome.Done.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Outcome.Refused.class::isInstance).allSatisfy(
                outcome -> assertThat(Refusals.of(((Outcome.Refused<?>) outcome).reason()).status()).isIn(409, 412));
    }
}
