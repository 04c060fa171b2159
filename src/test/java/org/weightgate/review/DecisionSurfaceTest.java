package org.weightgate.review;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// The reviewer's side over HTTP: queue, desk and decisions, and who is kept out.
@QuarkusTest
class DecisionSurfaceTest {

    @Inject
    RequestStage stage;
    @Inject
    People people;

    private Model model;
    private TestPeople ada;
    private UUID request;
    private TestPeople grace;
    private Map<String, String> session;

    @BeforeEach
    void aRequestAndItsReviewer() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
        visit(ada);
        request = stage.submitted(person(ada), model);
        grace = TestPeople.create("grace", "reviewer");
        session = visit(grace);
        stage.appoint(person(grace).id(), model, ModelRole.REVIEWER);
    }

    @Test
    void strangersSeeNothing() {
        given().redirects().follow(false).get("/review").then().statusCode(302);
        given().redirects().follow(false).get("/review/" + request).then().statusCode(302);
        given().get("/api/v1/review/queue").then().statusCode(401);
        given().contentType(ContentType.JSON).body("{}").post(decisions()).then().statusCode(401);
    }

    @Test
    void withoutTheRoleThereIsNoDesk() {
        var session = SignIn.as(ada.username());

        SignIn.request(session).get("/review").then().statusCode(403);
        SignIn.request(session).get("/review/" + request).then().statusCode(403);
        SignIn.request(session).get("/api/v1/review/requests/" + request).then().statusCode(403);
        decide(session, "\"1\"", body("APPROVE", Map.of())).then().statusCode(403);
    }

    @Test
    void aReviewerOfAnotherModelSeesNothingOfThisOne() {
        TestPeople alan = TestPeople.create("alan", "reviewer");
        var session = visit(alan);
        stage.appoint(person(alan).id(), stage.model(1), ModelRole.REVIEWER);
        var sheet = sheet();

        SignIn.request(session).get("/review").then().statusCode(200)
                .body(not(containsString(sheet.<String> path("reference"))));
        SignIn.request(session).get("/review/" + request).then().statusCode(404);
        SignIn.request(session).get("/api/v1/review/requests/" + request).then().statusCode(404);
        decide(session, sheet.header("ETag"), body("APPROVE", Map.of())).then().statusCode(404);
        SignIn.request(session).formParams(form("APPROVE")).post("/review/" + request).then().statusCode(404);
    }

    @Test
    void aTakenRoleIsGoneAtOnce() {
        as().get("/review/" + request).then().statusCode(200);
        var body = body("APPROVE", Map.of());
        stage.dismiss(person(grace).id(), model);

        as().get("/review/" + request).then().statusCode(404);
        decide(session, "\"2\"", body).then().statusCode(404);
    }

    @Test
    void nobodyApprovesThemselves() {
        UUID own = stage.submitted(person(grace), model);

        as().get("/review/" + own).then().statusCode(403).body(containsString("their own request"));
        var sheet = sheet();
        as().header("If-Match", sheet.header("ETag")).contentType(ContentType.JSON)
                .body(Map.of("revision", 1, "factsDigest", sheet.<String> path("factsDigest"), "verdict", "APPROVE"))
                .post("/api/v1/requests/" + own + "/decisions").then().statusCode(403)
                .body("reason", equalTo("own-request"));
    }

    @Test
    void everyPreconditionIsAskedFor() {
        String etag = sheet().header("ETag");

        decide(session, null, body("APPROVE", Map.of())).then().statusCode(428);
        decide(session, etag, without("revision")).then().statusCode(428).body("detail", containsString("revision"));
        decide(session, etag, without("factsDigest")).then().statusCode(428).body("detail", containsString("factsDigest"));
    }

    @Test
    void staleVersionsAndRevisionsAreRefused() {
        String etag = sheet().header("ETag");

        decide(session, "\"77\"", body("APPROVE", Map.of())).then().statusCode(412).body("reason", equalTo("stale"));
        decide(session, etag, body("APPROVE", Map.of("revision", 9))).then().statusCode(412);
        var form = form("APPROVE");
        form.put("version", "77");
        as().formParams(form).post("/review/" + request).then().statusCode(412)
                .body(containsString("That was not done"));
    }

    @Test
    void changedFactsAreNamed() {
        var body = body("REJECT", Map.of("reasonCode", "USE_UNCLEAR", "publicText", "Please say more about the method."));
        var form = form("REJECT");
        form.put("reasonCode", "USE_UNCLEAR");
        form.put("publicText", "Please say more about the method.");
        String etag = sheet().header("ETag");
        stage.newTerms(model, 2);

        decide(session, etag, body).then().statusCode(409).body("reason", equalTo("facts-changed"))
                .body("detail", containsString("the model's terms"));
        as().formParams(form).post("/review/" + request).then().statusCode(409)
                .body(containsString("the model&#39;s terms")).body(containsString("Please say more about the method."));
        decide(session, etag, body("APPROVE", Map.of())).then().statusCode(409)
                .body("reason", equalTo("accepted-terms-outdated"));
    }

    @Test
    void whoComesSecondReadsWhoDidWhatAndWhen() {
        var late = body("REJECT", Map.of("reasonCode", "USE_UNCLEAR", "publicText", "Please say more about the method."));
        var form = form("REJECT");
        form.put("reasonCode", "USE_UNCLEAR");
        form.put("publicText", "Please say <more> about the method.");
        String etag = sheet().header("ETag");
        Person barbara = stage.reviewer("Barbara Liskov", model);
        stage.askForChanges(request, barbara, "Which evaluation exactly?", List.of());

        decide(session, etag, late).then().statusCode(412).body("reason", equalTo("stale"))
                .body("changes[0].by", equalTo("Barbara Liskov")).body("changes[0].what", equalTo("asked for changes"))
                .body("changes[0].at", matchesPattern("20..-..-..T..:..:..Z"));
        String page = as().formParams(form).post("/review/" + request).then().statusCode(412).extract().asString();
        assertThat(page).contains("<bdi>Barbara Liskov</bdi> asked for changes, <time datetime=\"20")
                .contains("What you wrote was not sent", "Please say &lt;more&gt; about the method.");

        stage.answered(request);
        String again = as().formParams(form).post("/review/" + request).then().statusCode(412).extract().asString();
        assertThat(again).contains("Barbara Liskov</bdi> asked for changes", "</bdi> sent it",
                "What you wrote is still in the form").contains("name=\"revision\" value=\"2\"");
        assertThat(again.substring(again.indexOf("<textarea id=\"publicText\"")))
                .contains("Please say &lt;more&gt; about the method.");
    }

    @Test
    void everyChangedFactIsShownAsItWasAndAsItIs() {
        Person alan = stage.reviewer("Alan Turing", model);
        stage.newPolicy(model, 2, 2);
        SignIn.request(session).get("/review/" + request).then().statusCode(200);
        stage.voted(request, alan);
        var late = body("REJECT", Map.of("reasonCode", "USE_UNCLEAR", "publicText", "Please say more about the method."));
        var form = form("REJECT");
        form.put("reasonCode", "USE_UNCLEAR");
        form.put("publicText", "A text that stays.");
        String etag = sheet().header("ETag");
        String before = stage.email(request);
        stage.newTerms(model, 2);
        stage.newPolicy(model, 3, 1);
        stage.newEmail(request, "ada@elsewhere.example");
        stage.conflict(request, alan);
        stage.banned(request);

        var problem = decide(session, etag, late).then().statusCode(409).body("reason", equalTo("facts-changed"))
                .body("errors.field", hasItems("TERMS", "POLICY", "APPLICANT", "CONFLICTS", "BANS"));
        for (var change : Map.of("the model's terms", List.of("version 1, Research only", "version 2, Research only"),
                "the access policy", List.of("version 2", "version 3"),
                "the applicant's name or verified address", List.of(before, "ada@elsewhere.example"),
                "a voter's conflict of interest or lost role", List.of("nobody", "Alan Turing"),
                "the bans that concern the applicant", List.of("no ban", "banned, by a ban of an address")).entrySet()) {
            String path = "changes.find { it.what == \"" + change.getKey() + "\" }.";
            problem.body(path + "before", containsString(change.getValue().getFirst()))
                    .body(path + "now", containsString(change.getValue().getLast()));
        }
        String page = as().formParams(form).post("/review/" + request).then().statusCode(409).extract().asString();
        assertThat(page).contains(before, "ada@elsewhere.example", "A text that stays.", "You saw",
                "What you wrote is still in");
        assertThat(stage.count("shown_facts where words <> '{}' and request_id = :id", request)).isPositive();
        form.putAll(form("REJECT"));
        as().formParams(form).post("/review/" + request).then().statusCode(303);
        assertThat(stage.count("shown_facts where words <> '{}' and request_id = :id", request))
                .as("nobody decides on it any more").isZero();
        decide(session, etag, late).then().statusCode(412).body("changes.what", hasItems("rejected it"));
    }

    @Test
    void anApprovalGivesAGrantAndAMail() {
        as().get("/review").then().statusCode(200).body(containsString("Ada Lovelace"));
        as().get("/review/" + request).then().statusCode(200).body(containsString(ada.email()));
        var form = form("APPROVE");
        form.put("days", "30");

        as().formParams(form).post("/review/" + request).then().statusCode(303);

        assertThat(stage.count("access_grant where origin = :id and state = 'ACTIVE'", request)).isEqualTo(1);
        assertThat(stage.count("event where stream = :id and type = 'request.approved'", request)).isEqualTo(1);
        assertThat(Mails.await(ada.email(), "You can download", Duration.ofSeconds(60)).text()).contains("until");
        as().formParams(form).post("/review/" + request).then().statusCode(303);
        form.put("idempotencyKey", "another");
        as().formParams(form).post("/review/" + request).then().statusCode(412).body(containsString("already been approved"));
    }

    @Test
    void aRejectionTellsWhyAndWhenAgain() {
        String text = "We need <b>more</b> {7*7} detail.\r\nBcc: eve@example.org";

        decide(session, sheet().header("ETag"), body("REJECT", Map.of("reasonCode", "USE_UNCLEAR", "publicText", text)))
                .then().statusCode(200).body("state", equalTo("REJECTED"));

        var mail = Mails.await(ada.email(), "was not approved", Duration.ofSeconds(60));
        assertThat(mail.text()).contains("We need <b>more</b> {7*7} detail.", "apply again from");
        assertThat(mail.html()).contains("&lt;b&gt;more&lt;/b&gt; {7*7}").doesNotContain("<b>more");
        var applicant = SignIn.as(ada.username());
        SignIn.request(applicant).get("/requests/" + request).then().body(containsString("&lt;b&gt;more&lt;/b&gt; {7*7}"))
                .body(containsString("apply again from"));
        SignIn.request(applicant).contentType(ContentType.JSON).body("{}")
                .put("/api/v1/models/" + model.fullName() + "/request").then().statusCode(409)
                .body("reason", equalTo("too-soon"));
        SignIn.request(applicant).get("/models/" + model.fullName() + "/apply").then().statusCode(303)
                .header("Location", containsString("/requests/" + request));
    }

    @Test
    void aRejectionWithoutReasonOrTextIsSentBackWithWhatWasTyped() {
        var form = form("REJECT");
        form.put("publicText", "A text that stays.");
        form.put("reapplyFrom", "2027-13-45");

        as().formParams(form).post("/review/" + request).then().statusCode(422)
                .body(containsString("A text that stays.")).body(containsString("2027-13-45"));
        decide(session, sheet().header("ETag"), body("REJECT", Map.of("publicText", "No reason code here.")))
                .then().statusCode(422).body("reason", equalTo("invalid-decision"));
    }

    @Test
    void changesAreAskedForAndAnsweredWithANewRevision() {
        decide(session, sheet().header("ETag"), body("REQUEST_CHANGES", Map.of("publicText", "Which evaluation exactly?")))
                .then().statusCode(200).body("state", equalTo("CHANGES_REQUESTED"));
        var applicant = SignIn.as(ada.username());
        SignIn.request(applicant).get("/models/" + model.fullName() + "/apply").then().statusCode(200)
                .body(containsString("Which evaluation exactly?"));
        var terms = stage.terms(model);
        var answer = new HashMap<>(KnownAnswers.with("role", "PhD student, third year"));
        answer.putAll(Map.of("draft", "1", "terms", "yes", "termsVersion", Integer.toString(terms.version()),
                "termsSha256", terms.sha256(), "action", "send"));

        SignIn.request(applicant).formParams(answer).post("/models/" + model.fullName() + "/apply").then().statusCode(303);

        assertThat(sheet().<Integer> path("revision")).isEqualTo(2);
        as().get("/review/" + request).then().body(containsString("third year"));
    }

    @Test
    void aNoteThatSaysNothingIsRefusedBesideItsField() {
        String etag = sheet().header("ETag");
        var form = form("REQUEST_CHANGES");
        form.put("publicText", "Which evaluation exactly?");
        form.put("note.role", "\007");

        as().formParams(form).post("/review/" + request).then().statusCode(422)
                .body(containsString("Write 1 to 2000 characters."));
        for (var notes : Arrays.asList(Collections.singletonList(null), List.of(Map.of("field", "role")),
                List.of(Map.of("text", "Which one?")), List.of(Map.of("field", "role", "text", "\u202e")))) {
            decide(session, etag, body("REQUEST_CHANGES", Map.of("publicText", "Which evaluation exactly?", "notes", notes)))
                    .then().statusCode(422).body("reason", equalTo("invalid-decision"));
        }
    }

    @Test
    void theQueueIsAlsoThereForPrograms() {
        as().get("/api/v1/review/queue").then().statusCode(200).body("requests.person", equalTo(List.of("Ada Lovelace")))
                .body("requests[0].model", equalTo(model.fullName()));
    }

    private Map<String, String> visit(TestPeople who) {
        var session = SignIn.as(who.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        return session;
    }

    private Person person(TestPeople who) {
        return people.withUsername(who.username()).getFirst();
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }

    private String decisions() {
        return "/api/v1/requests/" + request + "/decisions";
    }

    private Response sheet() {
        return as().get("/api/v1/review/requests/" + request).then().statusCode(200).extract().response();
    }

    private Map<String, Object> body(String verdict, Map<String, Object> more) {
        var sheet = sheet();
        var body = new HashMap<String, Object>(
                Map.of("verdict", verdict, "revision", sheet.<Integer> path("revision"), "factsDigest",
                        sheet.<String> path("factsDigest")));
        body.putAll(more);
        return body;
    }

    private Map<String, Object> without(String field) {
        var body = new HashMap<>(body("APPROVE", Map.of()));
        body.remove(field);
        return body;
    }

    private Map<String, String> form(String verdict) {
        var sheet = sheet();
        return new HashMap<>(Map.of("verdict", verdict, "revision", sheet.<Integer> path("revision").toString(), "factsDigest",
                sheet.<String> path("factsDigest"), "version", sheet.header("ETag").replace("\"", ""), "idempotencyKey",
                UUID.randomUUID().toString(), "days", "180"));
    }

    private Response decide(Map<String, String> session, @Nullable String etag, Map<String, Object> body) {
        var request = SignIn.request(session).contentType(ContentType.JSON).body(body);
        return (etag == null ? request : request.header("If-Match", etag)).post(decisions());
    }
}
