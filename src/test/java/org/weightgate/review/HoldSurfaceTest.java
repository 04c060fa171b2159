package org.weightgate.review;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.DecisionRule;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.Answers;
import org.weightgate.requests.ApplicantDesk;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/// Holding, taking back, standing aside and beginning anew, over HTTP.
@QuarkusTest
class HoldSurfaceTest {

    private static final String TEXT = "Please say <b>more</b> about the method.";

    @Inject
    RequestStage stage;
    @Inject
    HoldStage holds;
    @Inject
    People people;
    @Inject
    ReviewDesk desk;
    @Inject
    ApplicantDesk applicants;

    private Model model;
    private Person grace;
    private UUID request;
    private Map<String, String> session;

    @BeforeEach
    void aRequestOfAModelThatHolds() {
        model = stage.model(1);
        holds.policy(model, 2, 1, 600, DecisionRule.VETO);
        request = stage.submitted(stage.person("Ada"), model);
        TestPeople someone = TestPeople.create("grace", "reviewer");
        session = SignIn.as(someone.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        grace = people.withUsername(someone.username()).getFirst();
        stage.appoint(grace.id(), model, ModelRole.REVIEWER);
    }

    @Test
    void aHeldDecisionIsShownTakenBackAndItsTextKept() {
        reject().statusCode(200).body("state", equalTo("SUBMITTED")).body("held.verdict", equalTo("REJECT"));

        as().get("/review/" + request + "/held").then().statusCode(200).body(containsString("Take the decision back"))
                .body(containsString("&lt;b&gt;more&lt;/b&gt;"));
        as().formParam("version", "1").post("/review/" + request + "/undo").then().statusCode(412)
                .body(containsString("The decision was not taken back"));
        as().formParam("version", "").post("/review/" + request + "/undo").then().statusCode(428);
        as().formParam("version", Integer.toString(seen().version())).formParam("idempotencyKey", "one")
                .post("/review/" + request + "/undo").then().statusCode(200).body(containsString("was taken back"))
                .body(containsString("&lt;b&gt;more&lt;/b&gt;"));
        as().redirects().follow(false).get("/review/" + request + "/held").then().statusCode(303);
    }

    @Test
    void whoHasVotedReadsSoAndIsNotAskedForTheSameVoteAgain() {
        holds.policy(model, 3, 2, 0, DecisionRule.VETO);
        Seen seen = seen();
        String location = as().redirects().follow(false)
                .formParams(Map.of("verdict", "APPROVE", "days", "30", "version", seen.version(), "revision", seen.revision(),
                        "factsDigest", seen.factsDigest(), "idempotencyKey", "first", "view", "WAITING"))
                .post("/review/" + request).then().statusCode(303).extract().header("Location");

        as().get(location.substring(location.indexOf("/review/"))).then().statusCode(200)
                .body(containsString("you approved. It waits for the vote of another reviewer"))
                .body(containsString("You have approved this revision")).body(not(containsString("Yours is the deciding vote")))
                .body(not(containsString("Approve WG-"))).body(containsString("Reject WG-"));
    }

    @Test
    void whatWasDecidedTogetherIsTakenBackOneByOneOrAltogether() {
        UUID second = stage.submitted(stage.person("Ada"), model);
        UUID third = stage.submitted(stage.person("Ada"), model);
        List<UUID> all = List.of(request, second, third);
        String result = as().formParam("seen", all.stream().map(id -> named(id, holds.seen(grace, id))).toList())
                .formParams(Map.of("verdict", "REJECT", "reasonCode", "USE_UNCLEAR", "publicText", TEXT, "idempotencyKey",
                        "t" + request))
                .post("/review/bulk/decide").then().statusCode(200).body(containsString("All 3 done"))
                .body(containsString("you decided to reject; it takes effect <time")).body(containsString("Undo all 3"))
                .extract().asString();

        String one = as().formParam("held", fields(result, "held")).formParams(Map.of("undo", second.toString(),
                "idempotencyKey", "u" + request)).post("/review/bulk/undo").then().statusCode(200)
                .body(containsString("your decision was taken back"))
                .body(containsString("1 taken back, 2 still decided")).body(containsString("Undo all 2")).extract().asString();
        assertThat(fields(one, "held")).hasSize(2);
        assertThat(heldOf(request)).isTrue();
        assertThat(heldOf(second)).isFalse();

        as().formParam("held", fields(result, "held")).formParams(Map.of("undo", "all", "idempotencyKey", "v" + request))
                .post("/review/bulk/undo").then().statusCode(200).body(containsString(">3 taken back<"));
        assertThat(all).noneMatch(this::heldOf);
        as().formParam("held", fields(result, "held")).formParams(Map.of("undo", "none", "idempotencyKey", "w" + request))
                .post("/review/bulk/undo").then().statusCode(200).body(containsString(">3 taken back<"))
                .body(not(containsString(">done<")));
        given().formParam("held", "x").header("Sec-Fetch-Site", "same-origin").redirects().follow(false)
                .post("/review/bulk/undo").then().statusCode(303).header("Location", containsString("/login?return="));
    }

    /// The answer to a form that is sent twice comes from what is so now.
    @Test
    void aResultSaysWhatWasTakenBackOnAnotherPageOrEndedOtherwise() {
        UUID withdrawn = stage.submitted(stage.person("Ada"), model);
        UUID stays = stage.submitted(stage.person("Ada"), model);
        var decision = new HashMap<String, Object>(Map.of("verdict", "REJECT", "reasonCode", "USE_UNCLEAR", "publicText", TEXT,
                "idempotencyKey", "e" + request));
        decision.put("seen", List.of(request, withdrawn, stays).stream().map(id -> named(id, holds.seen(grace, id))).toList());
        as().formParams(decision).post("/review/bulk/decide").then().statusCode(200).body(containsString("All 3 done"));

        as().formParam("version", Integer.toString(seen().version())).post("/review/" + request + "/undo").then()
                .statusCode(200);
        stage.withdraw(withdrawn);

        as().formParams(decision).post("/review/bulk/decide").then().statusCode(200)
                .body(containsString("1 taken back, 1 still decided, 1 not done"))
                .body(containsString("your decision was taken back")).body(containsString(">Withdrawn<"));
    }

    @Test
    void aColleaguesDecisionIsNotShownAsOnesOwn() {
        Person barbara = stage.reviewer("Barbara Liskov", model);
        assertThat(desk.decide(barbara, request, "", holds.seen(barbara, request), new Ruling(Verdict.REJECT, null, null,
                RejectionReason.USE_UNCLEAR, TEXT, null, List.of()))).isInstanceOf(Outcome.Done.class);

        as().formParam("held", request + " " + seen().version()).formParams(Map.of("undo", "none", "idempotencyKey", ""))
                .post("/review/bulk/undo").then().statusCode(200)
                .body(containsString("no longer held by you: somebody else decided to reject")).body(containsString("not done"))
                .body(not(containsString("you decided to"))).body(not(containsString("aria-label=\"Undo")));
        assertThat(heldOf(request)).isTrue();
    }

    @Test
    void evenVotesSayWhatEndsThemAndEveryRejectionSaysWhy() {
        holds.policy(model, 4, 2, 0, DecisionRule.MAJORITY);
        Person barbara = stage.reviewer("Barbara Liskov", model);
        assertThat(desk.decide(barbara, request, "", holds.seen(barbara, request), new Ruling(Verdict.REJECT, null, null,
                RejectionReason.USE_UNCLEAR, "Barbara's <i>words</i>.", null, List.of())))
                .isInstanceOf(Outcome.Done.class);
        as().get("/review/" + request).then().body(containsString("Barbara&#39;s &lt;i&gt;words&lt;/i&gt;."))
                .body(containsString(RejectionReason.USE_UNCLEAR.label()));

        approve();

        as().get("/review/" + request).then().body(containsString("the votes are even: one more reviewer has to vote"))
                .body(not(containsString("It takes effect at once")));
        as().formParams(approval()).post("/review/" + request).then().statusCode(409)
                .body(containsString("You have already approved this revision"))
                .body(not(containsString("What you wrote is still in the form")));
    }

    @Test
    void whatWasDecidedStaysOnTheDesk() {
        holds.policy(model, 5, 1, 0, DecisionRule.VETO);
        reject().statusCode(200).body("state", equalTo("REJECTED"));

        as().get("/review/" + request).then().body(containsString(RejectionReason.USE_UNCLEAR.label()))
                .body(containsString("May apply again from <time")).body(containsString("&lt;b&gt;more&lt;/b&gt;"));
    }

    @Test
    void nextPassesOverWhatOthersHaveToDecide() {
        stage.conflict(stage.submitted(stage.person("Ada"), model), grace);
        UUID mine = stage.submitted(stage.person("Ada"), model);
        stage.joined(mine, grace);
        UUID next = stage.submitted(stage.person("Ada"), model);
        Seen seen = seen();

        as().redirects().follow(false)
                .formParams(Map.of("verdict", "APPROVE", "days", "30", "version", seen.version(), "revision", seen.revision(),
                        "factsDigest", seen.factsDigest(), "idempotencyKey", "over", "next", "yes", "view", "WAITING"))
                .post("/review/" + request).then().statusCode(303).header("Location", containsString("/review/" + next + "?"));
    }

    @Test
    void afterTheLastOfAViewTheDecidedOneStaysWithItsUndo() {
        Seen seen = seen();

        String shown = as().redirects().follow(false)
                .formParams(Map.of("verdict", "APPROVE", "days", "30", "version", seen.version(), "revision", seen.revision(),
                        "factsDigest", seen.factsDigest(), "idempotencyKey", "last", "next", "yes", "view", "WAITING"))
                .post("/review/" + request).then().statusCode(303).extract().header("Location");

        assertThat(shown).contains("/review/" + request + "?view=waiting&decided=" + request);
        as().get(shown.substring(shown.indexOf("/review/"))).then().statusCode(200)
                .body(containsString("Decided: approve."))
                .body(containsString("Nothing else in this view is yours to decide"))
                .body(containsString("action=\"/review/" + request + "/undo\""));
        as().get("/review/" + request).then().body(not(containsString("Nothing else in this view")));
    }

    @Test
    void theDeskOffersTheUndoAndSaysWhatWasDecidedBefore() {
        UUID next = stage.submitted(stage.person("Ada"), model);
        Seen seen = seen();
        as().redirects().follow(false)
                .formParams(Map.of("verdict", "APPROVE", "days", "30", "version", seen.version(), "revision", seen.revision(),
                        "factsDigest", seen.factsDigest(), "idempotencyKey", "n", "next", "yes", "view", "WAITING"))
                .post("/review/" + request).then().statusCode(303)
                .header("Location", containsString("/review/" + next + "?view=waiting&decided=" + request));

        String flash = as().get("/review/" + next + "?view=waiting&decided=" + request).then().statusCode(200).extract()
                .asString();
        assertThat(flash).contains("You decided to approve", "action=\"/review/" + request + "/undo\"");
        String desk = as().get("/review/" + request).then().statusCode(200).body(containsString("Decided: approve."))
                .body(containsString("By you.")).body(not(containsString("Approve WG-"))).extract().asString();
        assertThat(desk).contains("action=\"/review/" + request + "/undo\"");
        as().formParam("version", field(flash, "version")).formParam("view", "UNCLAIMED").post("/review/" + request + "/undo")
                .then().statusCode(200).body(containsString("The decision was taken back"))
                .body(containsString("href=\"/review/" + request + "?view=unclaimed\""));
        as().get("/review/" + request).then().body(not(containsString("Decided: approve.")))
                .body(containsString("decision-bar"));

        as().formParam("version", Integer.toString(seen().version())).post("/review/" + request + "/undo").then()
                .statusCode(409)
                .body(containsString("There is no decision left to take back")).body(containsString("decision-bar"));
    }

    @Test
    void whoDecidesOnAHeldRequestReadsWhoWasFasterAndKeepsTheirWords() {
        Person barbara = stage.reviewer("Barbara Liskov", model);
        Seen seen = seen();
        as().get("/review/" + request).then().statusCode(200);
        assertThat(desk.decide(barbara, request, "", seen, new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of())))
                .isInstanceOf(Outcome.Done.class);

        decide(seen).statusCode(412).body("changes.by", hasItem("Barbara Liskov"))
                .body("changes.what", hasItem("decided; it could be taken back for a while"));
        as().formParams(Map.of("verdict", "REJECT", "reasonCode", "USE_UNCLEAR", "publicText", "A text that stays.", "version",
                seen.version(), "revision", seen.revision(), "factsDigest", seen.factsDigest(), "reapplyFrom", "2099-01-01"))
                .post("/review/" + request).then().statusCode(412).body(containsString("Barbara Liskov"))
                .body(containsString("A text that stays.")).body(containsString("Decided: approve."))
                .body(not(containsString("action=\"/review/" + request + "/undo\"")));
    }

    @Test
    void programsTakeBackWithThePreconditionOfEveryDecision() {
        String etag = reject().statusCode(200).extract().header("ETag");

        as().post(undo()).then().statusCode(428).body("reason", equalTo("precondition-required"));
        as().header("If-Match", "\"1\"").post(undo()).then().statusCode(412).body("reason", equalTo("stale"));
        String after = as().header("If-Match", etag).post(undo()).then().statusCode(200).body("held", equalTo(null)).extract()
                .header("ETag");
        as().header("If-Match", after).post(undo()).then().statusCode(409).body("reason", equalTo("nothing-held"));
    }

    @Test
    void nobodyElseSeesOrTakesBackAHeldDecision() {
        String etag = reject().statusCode(200).extract().header("ETag");
        TestPeople alan = TestPeople.create("alan", "reviewer");
        var other = SignIn.as(alan.username());
        SignIn.request(other).get("/requests").then().statusCode(200);

        given().post(undo()).then().statusCode(401);
        given().redirects().follow(false).get("/review/" + request + "/held").then().statusCode(302);
        SignIn.request(other).redirects().follow(false).get("/review/" + request + "/held").then().statusCode(303);
        SignIn.request(other).header("If-Match", etag).post(undo()).then().statusCode(404);
        stage.appoint(people.withUsername(alan.username()).getFirst().id(), model, ModelRole.REVIEWER);
        SignIn.request(other).get("/review/" + request + "/held").then().statusCode(200)
                .body(not(containsString("Take the decision back")));
        SignIn.request(other).header("If-Match", etag).post(undo()).then().statusCode(403)
                .body("reason", equalTo("not-your-decision"));
    }

    @Test
    void whoStandsAsideDoesNotDecide() {
        given().contentType(ContentType.JSON).body("{}").put(conflict()).then().statusCode(401);
        as().contentType(ContentType.JSON).body(Map.of("reason", "We share an office.")).put(conflict()).then().statusCode(200);

        reject().statusCode(403).body("reason", equalTo("conflict-declared"));
        as().delete(conflict()).then().statusCode(200);
        reject().statusCode(200);
    }

    @Test
    void changedFactsAreListedOneByOne() {
        Seen before = seen();
        stage.newTerms(model, 2);

        decide(before).statusCode(409).body("reason", equalTo("facts-changed")).body("errors.field", hasItem("TERMS"));
    }

    @Test
    void aFormThatDoesNotSayWhatItSawIsSentBackWithItsText() {
        var form = new HashMap<>(Map.of("verdict", "REJECT", "reasonCode", "USE_UNCLEAR", "publicText", "A text that stays.",
                "reapplyFrom", "2027-01-31"));
        as().formParams(form).post("/review/" + request).then().statusCode(428).body(containsString("A text that stays."));
    }

    @Test
    void aClosedRequestBeginsAnewWithItsAnswers() {
        UUID own = stage.submitted(grace, model, KnownAnswers.with("role", "Rear admiral"));
        as().redirects().follow(false).post("/requests/" + own + "/copy").then().statusCode(303);
        as().post("/api/v1/requests/" + own + "/withdraw").then().statusCode(200);

        as().redirects().follow(false).post("/requests/" + own + "/copy").then().statusCode(303);
        as().redirects().follow(false).post("/requests/" + own + "/copy").then().statusCode(303);

        as().get("/models/" + model.fullName() + "/apply").then().statusCode(200).body(containsString("Rear admiral"));
        as().post("/api/v1/requests/" + own + "/copies").then().statusCode(409).body("reason", equalTo("already-started"));
        as().post("/api/v1/requests/" + request + "/copies").then().statusCode(404);
    }

    @Test
    void whatWasApprovedIsNotCopied() {
        holds.policy(model, 3, 1, 0, DecisionRule.VETO);
        UUID own = stage.submitted(grace, model);
        Person alan = stage.reviewer("Alan Turing", model);
        assertThat(desk.decide(alan, own, "", holds.seen(alan, own),
                new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of()))).isInstanceOf(Outcome.Done.class);

        as().redirects().follow(false).post("/requests/" + own + "/copy").then().statusCode(409)
                .body(containsString("Your downloads page says whether what it gave can be renewed."));

        assertThat(stage.count("access_request where follows = :id", own)).isZero();
    }

    @Test
    void aRequestAfterADraftThatWasNeverSentNamesNone() {
        Person ada = stage.person("Ada");
        UUID before = saved(applicants.save(ada, model, new ApplicantDesk.Typed(0, new Answers(KnownAnswers.COMPLETE)))).id();
        applicants.withdraw(ada, before, "");
        ApplicantDesk.Saved copy = saved(applicants.copyAsNew(ada, before, ""));
        UUID after = copy.id();
        assertThat(applicants.send(ada, after, "", copy.draft(), stage.terms(model))).isInstanceOf(Outcome.Done.class);
        assertThat(stage.count("access_request where follows = :id", before)).isEqualTo(1);

        as().get("/review/" + after).then().statusCode(200).body(not(containsString("/review/" + before)));
        as().get("/review/" + before).then().statusCode(404);
    }

    private static ApplicantDesk.Saved saved(Outcome<ApplicantDesk.Saved> outcome) {
        return switch (outcome) {
            case Outcome.Done<ApplicantDesk.Saved>(var saved) -> saved;
            case Outcome.Refused<ApplicantDesk.Saved>(var reason) -> throw new AssertionError("Refused: " + reason);
        };
    }

    private Map<String, Object> approval() {
        Seen seen = seen();
        return Map.of("verdict", "APPROVE", "days", "30", "version", seen.version(), "revision", seen.revision(),
                "factsDigest", seen.factsDigest(), "idempotencyKey", UUID.randomUUID().toString(), "view", "WAITING");
    }

    private void approve() {
        as().redirects().follow(false).formParams(approval()).post("/review/" + request).then().statusCode(303);
    }

    private static String named(UUID id, Seen seen) {
        return id + " " + seen.version() + " " + seen.revision() + " " + seen.factsDigest();
    }

    private boolean heldOf(UUID id) {
        return stage.count("access_request where held_verdict is not null and id = :id", id) == 1;
    }

    private static List<String> fields(String page, String name) {
        return Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page).results()
                .map(found -> found.group(1)).toList();
    }

    private ValidatableResponse reject() {
        return decide(seen());
    }

    private ValidatableResponse decide(Seen seen) {
        return as().header("If-Match", "\"" + seen.version() + "\"").contentType(ContentType.JSON)
                .body(Map.of("revision", seen.revision(), "factsDigest", seen.factsDigest(), "verdict", "REJECT", "reasonCode",
                        "USE_UNCLEAR", "publicText", TEXT))
                .post("/api/v1/requests/" + request + "/decisions").then();
    }

    private Seen seen() {
        return holds.seen(grace, request);
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }

    private static String field(String page, String name) {
        var found = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private String undo() {
        return "/api/v1/requests/" + request + "/decisions/undo";
    }

    private String conflict() {
        return "/api/v1/requests/" + request + "/conflict";
    }
}
