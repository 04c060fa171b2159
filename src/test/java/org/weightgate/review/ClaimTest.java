package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.Together;
import org.weightgate.web.ProblemException;

import io.quarkus.test.junit.QuarkusTest;

/// Claims on the real database: one holder at a time, and nobody's decision is held up.
@QuarkusTest
class ClaimTest {

    @Inject
    RequestStage stage;
    @Inject
    ClaimDesk claims;
    @Inject
    DeskReader reader;
    @Inject
    ReviewDesk desk;
    @Inject
    ApplicantDesk applicants;

    private Model model;
    private UUID request;
    private Person grace;

    @BeforeEach
    void aRequestAndItsReviewer() {
        model = stage.model(1);
        request = stage.submitted(stage.person("Ada"), model);
        grace = stage.reviewer("Grace", model);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void oneOfManyClaimsWins(int threads) throws Exception {
        var calls = new ArrayList<Callable<ClaimDesk.Result>>();
        for (int i = 0; i < threads; i++) {
            Person reviewer = stage.reviewer("Reviewer " + i, model);
            calls.add(() -> claims.take(reviewer, request, false));
        }

        List<ClaimDesk.Result> results = Together.run(calls);

        assertThat(results).filteredOn(result -> result.claim().isPresent()).hasSize(1);
        assertThat(results).filteredOn(result -> result.refused().isPresent()).hasSize(threads - 1)
                .allSatisfy(result -> assertThat(result.refused().orElseThrow().reason()).isEqualTo("already-claimed"));
        assertThat(stage.count("event where stream = :id and type = 'claim.taken'", request)).isEqualTo(1);
    }

    @Test
    void aClaimHoldsUpNobodysDecision() throws Exception {
        claims.take(grace, request, false);
        Person lead = stage.person("Lead", "publisher");
        stage.appoint(lead.id(), model, ModelRole.OWNER);
        var seen = reader.seen(lead, request).orElseThrow();
        var ruling = new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of());
        Person other = stage.reviewer("Other", model);

        List<Object> results = Together.<Object> run(List.of(() -> desk.decide(lead, request, "", seen, ruling),
                () -> claims.take(other, request, true), () -> claims.take(grace, request, false)));

        assertThat(results.getFirst()).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void whoDeclaresAConflictLooksAtItNoMore() {
        Person other = stage.reviewer("Other", model);
        claims.take(other, request, false);

        desk.declareConflict(grace, request, "", "We share an office.");
        assertThat(stage.count("claim where request_id = :id", request)).as("somebody else's claim stays").isOne();
        desk.declareConflict(other, request, "", "We wrote a paper together.");

        assertThat(stage.count("claim where request_id = :id", request)).isZero();
        assertThat(stage.count("event where stream = :id and type = 'claim.released'", request)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = { "approved", "rejected", "withdrawn" })
    void aClaimEndsWithItsRequest(String how) {
        claims.take(grace, request, false);
        stage.answeredAfterQuestion(grace, request);
        assertThat(stage.count("claim where request_id = :id", request)).as("while it goes on").isOne();

        switch (how) {
            case "approved" -> stage.approved(request, grace);
            case "rejected" -> stage.closed(request, RejectionReason.OTHER);
            default -> stage.withdraw(request);
        }

        assertThat(stage.count("claim where request_id = :id", request)).isZero();
        assertThat(reader.read(grace, request, DeskReader.Look.usual(DeskView.Attempt.none())).orElseThrow().claiming().claim())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void noClaimOutlivesARequestThatIsWithdrawnMeanwhile(int threads) throws Exception {
        Person bo = stage.person("Bo");
        UUID withdrawn = stage.submitted(bo, model);
        var calls = new ArrayList<Callable<Object>>();
        calls.add(() -> applicants.withdraw(bo, withdrawn, ""));
        for (int i = 1; i < threads; i++) {
            Person reviewer = stage.reviewer("Reviewer " + i, model);
            calls.add(() -> claims.take(reviewer, withdrawn, true));
        }

        Together.run(calls);

        assertThat(stage.count("claim where request_id = :id", withdrawn)).isZero();
    }

    @Test
    void takingOverIsVisibleAndTheFirstHolderLosesIt() {
        Person other = stage.reviewer("Other", model);
        claims.take(grace, request, false);

        assertThat(claims.take(other, request, true).claim().orElseThrow().isOf(other.id())).isTrue();
        assertThat(claims.release(grace, request).refused()).contains(ClaimRefusal.NOT_HELD);
        assertThat(stage.count("event where stream = :id and type = 'claim.taken-over'", request)).isEqualTo(1);
    }

    @Test
    void aClaimEndsByItselfAndActivityMovesItOn() {
        claims.take(grace, request, false);
        stage.claimLasts(request, 60);
        claims.active(grace, request);
        assertThat(stage.count("claim where request_id = :id and until > now() + interval '25 minutes'", request)).isEqualTo(1);

        stage.claimLasts(request, 0);

        assertThat(claims.take(stage.reviewer("Other", model), request, false).claim()).isPresent();
    }

    @Test
    void whoIsAwayHoldsNothingAndIsGivenNothing() {
        Person away = stage.reviewer("Away", model);
        claims.take(away, request, false);
        claims.away(away, true);

        assertThat(stage.count("claim where request_id = :id", request)).isZero();
        claims.take(grace, request, false);
        assertThat(claims.give(grace, request, away.username()).refused()).contains(ClaimRefusal.AWAY);
        claims.away(away, false);
        assertThat(claims.give(grace, request, away.username()).claim().orElseThrow().isOf(away.id())).isTrue();
    }

    @Test
    void aHandOverIsDoneOnceForEachKey() {
        claims.take(grace, request, false);
        Person other = stage.reviewer("Other", model);
        String key = UUID.randomUUID().toString();

        for (int i = 0; i < 2; i++) {
            assertThat(claims.give(grace, request, other.username(), key).isOf(other.id())).isTrue();
        }
        assertThat(stage.count("event where stream = :id and type like 'claim.%' and payload ->> 'to' is not null", request))
                .isOne();
        assertThatThrownBy(() -> claims.give(grace, request, grace.username(), key + "2")).isInstanceOf(ProblemException.class);
        claims.take(grace, request, true);
        assertThat(claims.give(grace, request, other.username(), key + "2").isOf(other.id()))
                .as("a refusal leaves the key free")
                .isTrue();
    }

    @Test
    void theDeskSaysWhoGaveItToWhom() {
        Person other = stage.reviewer("Other", model);
        claims.take(grace, request, false);
        claims.give(grace, request, other.username());

        DeskView desk = reader.read(other, request, DeskReader.Look.usual(DeskView.Attempt.none())).orElseThrow();
        assertThat(desk.claiming().claim().orElseThrow().giver()).contains("Grace");
        assertThat(desk.steps()).anySatisfy(step -> {
            assertThat(step.who()).isEqualTo("Grace");
            assertThat(step.what()).isEqualTo("handed it over");
            assertThat(step.to()).contains("Other");
        });
        claims.take(grace, request, true);
        assertThat(claims.take(grace, request, false).claim().orElseThrow().giver()).isEmpty();
    }

    @Test
    void aLeadAssignsAndAReviewerDoesNot() {
        Person lead = stage.person("Lead", "publisher");
        stage.appoint(lead.id(), model, ModelRole.OWNER);
        Person other = stage.reviewer("Other", model);

        assertThat(claims.give(other, request, grace.username()).refused()).contains(ClaimRefusal.NOT_HELD);
        assertThat(claims.give(lead, request, grace.username()).claim().orElseThrow().isOf(grace.id())).isTrue();
        assertThat(claims.give(lead, request, stage.person("Stranger").username()).refused())
                .contains(ClaimRefusal.NO_REVIEWER);
    }

    @Test
    void strangersAndApplicantsClaimNothing() {
        Person stranger = stage.reviewer("Stranger", stage.model(1));
        UUID own = stage.submitted(grace, model);

        assertThat(claims.take(stranger, request, false).refused()).contains(ClaimRefusal.NOT_FOUND);
        assertThat(claims.take(stranger, request, true).refused()).contains(ClaimRefusal.NOT_FOUND);
        assertThat(claims.release(stranger, request).refused()).contains(ClaimRefusal.NOT_FOUND);
        assertThat(claims.give(stranger, request, grace.username()).refused()).contains(ClaimRefusal.NOT_FOUND);
        assertThat(claims.take(grace, own, false).refused()).contains(ClaimRefusal.BARRED);
    }
}
