package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;
import org.weightgate.testing.Together;
import org.weightgate.web.LinkSecret;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// The desk's pages over HTTP: what they do, and that whoever reviews another model gets none of it.
@QuarkusTest
class DeskSurfaceTest {

    private static final String HOSTILE = "<script>alert(1)</script> {7*7} \u202egnp.exe\r\nBcc: eve@example.org";

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    DeskReader reader;
    @Inject
    Experts experts;
    @Inject
    Stage time;

    private Model model;
    private Person ada;
    private UUID request;
    private Map<String, String> grace;

    @BeforeEach
    void aRequestAndItsReviewer() {
        model = stage.model(1);
        ada = stage.person("Ada");
        request = stage.submitted(ada, model);
        grace = reviewer("grace", model);
    }

    @Test
    void whoReviewsAnotherModelGetsNothingFromAnyAddress() {
        Map<String, String> alan = reviewer("alan", stage.model(1));
        String desk = "/review/" + request;
        UUID other = UUID.randomUUID();

        for (String page : List.of(desk, desk + "?revision=1", desk + "/news?seq=0&version=0&digest=x",
                "/api/v1/review/requests/" + request)) {
            as(alan).get(page).then().statusCode(404);
        }
        for (String form : List.of(desk, desk + "/claim", desk + "/internal-notes", desk + "/messages-to-applicant",
                desk + "/field-notes", desk + "/field-notes/" + other + "/remove", desk + "/experts",
                desk + "/experts/" + other + "/withdraw", "/review/settings/templates/" + model.id(),
                "/review/settings/templates/" + model.id() + "/" + other + "/remove")) {
            int status = as(alan).formParams(Map.of("message", "Hello there", "note", "Hello", "field", "name", "revision", "1",
                    "verdict", "APPROVE", "days", "30", "version", "1", "factsDigest", "x", "name", "N", "email",
                    "n@example.org")).post(form).statusCode();
            assertThat(status).as(form).isEqualTo(404);
        }
        as(alan).contentType(ContentType.JSON).body("{}").post("/api/v1/requests/" + request + "/claim").then().statusCode(404);
        as(alan).delete("/api/v1/requests/" + request + "/claim").then().statusCode(404);
        as(alan).formParam("id", request.toString()).post("/review/bulk").then().statusCode(200)
                .body(not(containsString(request.toString())))
                .body(containsString("One of those you ticked is not yours to review"));
        String reference = stage.text("select reference from access_request where id = :id", request);
        as(alan).formParams(Map.of("verdict", "APPROVE", "seen", request + " 1 1 x", "idempotencyKey", "k"))
                .post("/review/bulk/decide").then().statusCode(200).body(not(containsString(reference)));
        as(alan).get("/api/v1/review/queue?state=ALL&q=Ada").then().statusCode(200).body("requests", hasSize(0));
        as(alan).get("/review?view=all&q=" + ada.email()).then().body(not(containsString("/review/" + request)));
        assertThat(stage.count("event where stream = :id and type <> 'request.submitted' and type <> 'request.started'",
                request)).isZero();
    }

    @Test
    void whatTheReaderHasAPartInIsNotNamedBesideAnother() {
        TestPeople vera = TestPeople.create("vera", "reviewer");
        Map<String, String> reads = visit(vera);
        Person reader = person(vera);
        stage.appoint(reader.id(), model, ModelRole.REVIEWER);
        UUID theirs = stage.submitted(stage.person("Eve"), model);
        stage.joined(theirs, reader);
        Model other = stage.model(1);
        UUID before = stage.submitted(ada, other);
        stage.appoint(reader.id(), other, ModelRole.REVIEWER);
        stage.joined(before, reader);
        for (UUID closed : List.of(theirs, before)) {
            stage.closed(closed, RejectionReason.OTHER);
        }

        as(reads).get("/review/" + request).then().statusCode(200).body(not(containsString("/review/" + theirs)))
                .body(not(containsString("/review/" + before)));
        as(grace).get("/review/" + request).then().statusCode(200).body(containsString("/review/" + theirs));
    }

    @Test
    void theTeamHearsOfADecisionToo() {
        Person bob = stage.person("Bob");
        stage.joined(request, bob);
        decide(request, Map.of("verdict", "REJECT", "reasonCode", "USE_UNCLEAR", "publicText", "Please say more next time."));
        assertThat(told(request, bob, "request-rejected")).isOne();

        UUID other = stage.submitted(stage.person("Eve"), model);
        stage.joined(other, bob);
        time.change("update member set terms_sha256 = repeat('0', 64) where request_id = :id", other);
        decide(other, Map.of("verdict", "APPROVE"));
        assertThat(told(other, bob, "request-approved")).isOne();
        assertThat(stage.count("access_grant where origin = :id", other)).isOne();
        assertThat(stage.count("outbox_mail where about = :id and subject like '%Your team got access%'", other)).isOne();
    }

    private void decide(UUID id, Map<String, Object> verdict) {
        var sheet = as(grace).get("/api/v1/review/requests/" + id);
        var body = new HashMap<String, Object>(verdict);
        body.put("revision", 1);
        body.put("factsDigest", sheet.<String> path("factsDigest"));
        as(grace).header("If-Match", sheet.header("ETag")).contentType(ContentType.JSON).body(body)
                .post("/api/v1/requests/" + id + "/decisions").then().statusCode(200);
    }

    private long told(UUID id, Person person, String of) {
        return stage.count(
                "outbox_mail where about = :id and person_id = '" + person.id() + "' and dedupe_key like '" + of + ":%'",
                id);
    }

    @Test
    void aDraftIsNothingToReviewers() {
        UUID draft = stage.draft(stage.person("Bo"), model);
        String desk = "/review/" + draft;

        as(grace).get(desk).then().statusCode(404);
        as(grace).formParams(Map.of("act", "declare", "reason", "We share an office.")).post(desk + "/conflict").then()
                .statusCode(404);
        as(grace).header("If-Match", "\"1\"").contentType(ContentType.JSON)
                .body(Map.of("revision", 0, "factsDigest", "x", "verdict", "APPROVE"))
                .post("/api/v1/requests/" + draft + "/decisions").then().statusCode(404);
        assertThat(stage.count("review_conflict where request_id = :id", draft)).isZero();
    }

    @Test
    void theDeskSaysThatMailToTheApplicantComesBack() {
        as(grace).get("/review/" + request).then().statusCode(200).body(not(containsString("comes back")));

        stage.mailComesBack(request);

        as(grace).get("/review/" + request).then().statusCode(200).body(containsString("comes back"))
                .body(containsString("550 5.1.1 no such user"));
    }

    @Test
    void strangersAreAskedToSignInAndApplicantsAreRefused() {
        for (String page : List.of("/review/settings", "/review/" + request + "/news")) {
            RestAssured.given().redirects().follow(false).get(page).then().statusCode(302);
        }
        Map<String, String> applicant = visit(TestPeople.create("eve"));
        for (String form : List.of("/review/bulk", "/review/away", "/review/views", "/review/settings/replies",
                "/review/" + request + "/claim", "/review/" + request + "/internal-notes")) {
            as(applicant).formParam("x", "y").post(form).then().statusCode(403);
        }
        as(applicant).get("/review/settings").then().statusCode(403);
    }

    @Test
    void noTokenOpensThePagesAndOneThatOnlyReadsNoneOfTheirFacts() {
        UUID reviewer = stage.reviewer("Grace", model).id();
        String everything = time.token(reviewer, Scope.values());
        String reading = time.token(reviewer, Scope.READ, Scope.APPLY);

        for (String page : List.of("/review", "/review/" + request, "/review/" + request + "/news?seq=0&version=0&digest=x",
                "/review/" + request + "/held", "/review/settings")) {
            RestAssured.given().auth().oauth2(everything).get(page).then().statusCode(403)
                    .body("reason", equalTo("session-required"));
        }
        for (String fact : List.of("/api/v1/review/queue", "/api/v1/review/requests/" + request)) {
            RestAssured.given().auth().oauth2(reading).get(fact).then().statusCode(403)
                    .body("reason", equalTo("insufficient-scope"));
        }
    }

    @Test
    void anInternalNoteStaysInternalAndAMessageNamesNobody() {
        TestPeople eve = TestPeople.create("eve");
        Map<String, String> applicant = visit(eve);
        UUID own = stage.submitted(person(eve), model);

        as(grace).formParams(Map.of("message", "Is this the Eve of Vienna? " + HOSTILE, "idempotencyKey", "a"))
                .post("/review/" + own + "/internal-notes").then().statusCode(303);
        as(grace).formParams(Map.of("message", "Which lab are you in?", "idempotencyKey", "b"))
                .post("/review/" + own + "/messages-to-applicant").then().statusCode(303);
        as(grace).formParams(Map.of("field", "name", "revision", "1", "note", "The name is not on the lab's page."))
                .post("/review/" + own + "/field-notes").then().statusCode(303);
        as(grace).formParam("act", "take").post("/review/" + own + "/claim").then().statusCode(303);

        as(grace).get("/review/" + own).then().statusCode(200).body(containsString("Is this the Eve of Vienna?"))
                .body(containsString("&lt;script&gt;")).body(not(containsString("<script>alert")))
                .body(not(containsString("\u202e"))).body(containsString("The name is not on the lab&#39;s page."));
        as(applicant).get("/requests/" + own).then().statusCode(200).body(containsString("Which lab are you in?"))
                .body(not(containsString("Vienna"))).body(not(containsString("lab&#39;s page")))
                .body(not(containsString("grace")));
        var mail = Mails.await(eve.email(), "", Duration.ofSeconds(60));
        assertThat(mail.text() + mail.html()).doesNotContain("grace").doesNotContain("Vienna");
    }

    @Test
    void whoHasAPartInARequestReadsNothingThatReviewersSayAboutIt() {
        TestPeople both = TestPeople.create("alan", "reviewer");
        Map<String, String> alan = visit(both);
        stage.appoint(person(both).id(), model, ModelRole.REVIEWER);
        UUID own = stage.submitted(person(both), model);
        UUID vouched = stage.submitted(stage.person("Ada"), model);
        stage.joined(request, person(both));
        stage.named(vouched, person(both));

        for (var part : Map.of(own, "own-request", request, "involved", vouched, "involved").entrySet()) {
            String desk = "/review/" + part.getKey();
            as(grace).formParams(Map.of("message", "They cheat at chess.", "idempotencyKey", "p" + part.getKey()))
                    .post(desk + "/internal-notes").then().statusCode(303);
            as(grace).get(desk).then().statusCode(200).body(containsString("cheat at chess"));
            as(alan).get("/api/v1" + desk.replace("review", "review/requests")).then().statusCode(403)
                    .body("reason", equalTo(part.getValue()));
            for (String page : List.of(desk, desk + "?revision=1", desk + "/news?seq=0&version=0&digest=x")) {
                assertThat(as(alan).get(page).statusCode()).as(page).isIn(403, 404);
            }
            for (String form : List.of("", "/claim", "/internal-notes", "/messages-to-applicant", "/field-notes", "/experts")) {
                var answer = as(alan).formParams(Map.of("message", "Let me in.", "note", "Mine", "field", "name", "revision",
                        "1", "name", "Ada", "email", "ada@example.org", "question", "Who?", "days", "14", "act", "take"))
                        .post(desk + form);
                assertThat(answer.statusCode()).as(desk + form).isIn(403, 404);
                assertThat(answer.asString()).doesNotContain("chess");
            }
            assertThat(stage.count("message where request_id = :id", part.getKey())).isEqualTo(1);
            assertThat(stage.count("field_note where request_id = :id", part.getKey())).isZero();
            assertThat(stage.count("expert_invitation where request_id = :id", part.getKey())).isZero();
        }
        as(alan).get("/review/" + own).then().body(containsString("Nobody decides on their own request"));
    }

    @Test
    void whatWasTypedIsSentBackWithAnError() {
        as(grace).formParams(Map.of("message", "  ", "idempotencyKey", "a")).post("/review/" + request + "/internal-notes")
                .then()
                .statusCode(422).body(containsString("Please look at these again"));
        as(grace).formParams(Map.of("name", "Prof. Ada", "email", "no address", "question", "Is it sound?", "days", "14"))
                .post("/review/" + request + "/experts").then().statusCode(422).body(containsString("Prof. Ada"))
                .body(containsString("Enter one mail address.")).body(containsString("Tick at least one answer"))
                .body(not(containsString("value=\"intendedUse\" checked")));
        as(grace).formParams(Map.of("name", "Prof. Ada", "email", "no address", "question", "Is it sound?", "days", "14"))
                .formParam("field", "name", "role").post("/review/" + request + "/experts").then().statusCode(422)
                .body(containsString("value=\"name\" checked")).body(containsString("value=\"role\" checked"))
                .body(not(containsString("value=\"intendedUse\" checked")));
    }

    @Test
    void anExpertSeesOnlyTheChosenAnswersAndAnswersOnce() {
        String address = "expert-" + UUID.randomUUID() + "@example.org";
        as(grace).formParams(Map.of("name", "Prof. Expert", "email", address, "question", "Is the method sound?", "field",
                "intendedUse", "days", "7")).post("/review/" + request + "/experts").then().statusCode(303);
        var mail = Mails.await(address, "Your opinion", Duration.ofSeconds(60));
        String link = mail.links().stream().filter(l -> l.contains("/opinion/")).findFirst().orElseThrow();
        String path = link.substring(link.indexOf("/opinion/"));

        anybody().get(path).then().statusCode(200).body(containsString("retell stories"))
                .body(not(containsString("University of London"))).body(not(containsString("Ada Lovelace")));
        anybody().formParams(Map.of("opinion", "Sound enough.")).post(path).then().statusCode(422)
                .body(containsString("Choose what you would do")).body(containsString("Sound enough."));
        anybody().formParams(Map.of("opinion", HOSTILE, "recommendation", "FOR")).post(path).then().statusCode(200);

        anybody().get(path).then().statusCode(404);
        anybody().formParams(Map.of("opinion", "Twice.", "recommendation", "AGAINST")).post(path).then().statusCode(404);
        as(grace).get("/review/" + request).then().body(containsString("&lt;script&gt;"))
                .body(containsString("for giving access"))
                .body(not(containsString("Twice.")));
        assertThat(stage.count("expert_invitation where request_id = :id and length(token_hash) = 32", request)).isEqualTo(1);
    }

    @Test
    void anAnswerAndAWithdrawalAtOnceDoNotWaitForEachOther() throws Exception {
        Person alan = stage.reviewer("Alan", model);
        for (int round = 0; round < 10; round++) {
            UUID asked = stage.submitted(stage.person("Applicant"), model);
            LinkSecret link = LinkSecret.fresh();
            experts.invite(alan, asked, new Experts.Typed("Prof. Expert", "expert-" + asked + "@example.org",
                    "Is the method sound?", List.of("intendedUse"), 7));
            time.change("update expert_invitation set token_hash = sha256('" + link.text() + "') where request_id = :id",
                    asked);
            UUID invitation = time.rows(UUID.class, "select id from expert_invitation where request_id = :id", asked)
                    .getFirst();

            List<Boolean> done = Together.run(List.<Callable<Boolean>> of(
                    () -> experts.answer(link, Recommendation.FOR, "Sound enough."),
                    () -> experts.withdraw(alan, asked, invitation)));

            assertThat(done).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void aWithdrawnOrExpiredInvitationOpensNothing() {
        String address = "expert-" + UUID.randomUUID() + "@example.org";
        as(grace).formParams(Map.of("name", "Prof. Expert", "email", address, "question", "Is the method sound?", "field",
                "intendedUse", "days", "7")).post("/review/" + request + "/experts").then().statusCode(303);
        String link = Mails.await(address, "Your opinion", Duration.ofSeconds(60)).links().stream()
                .filter(l -> l.contains("/opinion/")).findFirst().orElseThrow();
        String invitation = stage.text("select cast(id as text) from expert_invitation where request_id = :id", request);
        String path = link.substring(link.indexOf("/opinion/"));

        time.change(
                "update expert_invitation set invited_at = now() - interval '8 days', expires_at = now() - interval '1 second' "
                        + "where request_id = :id",
                request);
        anybody().get(path).then().statusCode(404);
        anybody().formParams(Map.of("opinion", "Too late.", "recommendation", "FOR")).post(path).then().statusCode(404);
        assertThat(stage.count("expert_invitation where request_id = :id and answered_at is not null", request)).isZero();
        time.change("update expert_invitation set expires_at = now() + interval '1 day' where request_id = :id", request);
        anybody().get(path).then().statusCode(200);
        as(grace).formParam("x", "y").post("/review/" + request + "/experts/" + invitation + "/withdraw").then()
                .statusCode(303);

        as(grace).get("/review/" + request).then().body(containsString("asked an expert no longer"));
        as(grace).formParam("x", "y").post("/review/" + request + "/experts/" + invitation + "/withdraw");
        assertThat(stage.count("event where stream = :id and type = 'expert.withdrawn' and actor is not null", request))
                .isEqualTo(1);
        anybody().get(path).then().statusCode(404);
        anybody().get("/opinion/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void anExpertsLinkEndsWithItsTimeAndShowsNothingElseBefore() {
        String address = "expert-" + UUID.randomUUID() + "@example.org";
        as(grace).formParams(Map.of("name", "Prof. Expert", "email", address, "question", "Is the method sound?", "days", "7"))
                .formParam("field", "role", "links").post("/review/" + request + "/experts").then().statusCode(303);
        String link = Mails.await(address, "Your opinion", Duration.ofSeconds(60)).links().stream()
                .filter(l -> l.contains("/opinion/")).findFirst().orElseThrow();
        String path = link.substring(link.indexOf("/opinion/"));
        // without the link's own random letters, which may spell anything short
        String page = anybody().get(path).then().statusCode(200).extract().asString().replace(path, "");
        for (var answer : KnownAnswers.COMPLETE.entrySet()) {
            boolean chosen = answer.getKey().equals("role") || answer.getKey().equals("links");
            assertThat(page.contains(answer.getValue().lines().findFirst().orElseThrow())).as(answer.getKey())
                    .isEqualTo(chosen);
        }
        assertThat(page).doesNotContain("Ada Lovelace", ada.email(), "grace", "WG-");

        stage.expertLate(request);

        anybody().get(path).then().statusCode(404).body(containsString("does not work any more"))
                .body(not(containsString(KnownAnswers.COMPLETE.get("role"))));
        anybody().formParams(Map.of("opinion", "Too late, but sound.", "recommendation", "FOR")).post(path).then()
                .statusCode(404);
        as(grace).get("/review/" + request).then().body(not(containsString("Too late, but sound.")))
                .body(containsString("the time to answer is over"));
    }

    @Test
    void anExpertsLinkEndsWithTheRequest() {
        String expert = "closed-" + request + "@example.org";
        as(grace).formParams(Map.of("name", "Prof. Ada", "email", expert, "question", "Is it sound?", "field", "intendedUse",
                "days", "14")).post("/review/" + request + "/experts").then().statusCode(303);
        String link = Mails.await(expert, "Your opinion", Duration.ofSeconds(60)).links().stream()
                .filter(found -> found.contains("/opinion/")).findFirst().orElseThrow();
        String path = link.substring(link.indexOf("/opinion/"));
        anybody().get(path).then().statusCode(200).body(containsString("Is it sound?"));

        stage.withdraw(request);

        anybody().get(path).then().statusCode(404).body(containsString("the request is closed"))
                .body(not(containsString("Is it sound?")));
        anybody().formParams(Map.of("recommendation", "APPROVE", "opinion", "Yes, it is sound.")).post(path).then()
                .statusCode(404);
        as(grace).get("/review/" + request).then().statusCode(200)
                .body(containsString("not answered before the request was closed"));
    }

    @Test
    void severalAreDecidedTogetherEachForItself() {
        UUID second = stage.submitted(stage.person("Ada"), model);
        UUID gone = stage.submitted(stage.person("Ada"), model);
        var ticked = List.of(request.toString(), second.toString(), gone.toString());
        as(grace).formParam("id", ticked).formParams(Map.of("verdict", "APPROVE", "days", "")).post("/review/bulk").then()
                .statusCode(200).body(containsString("All 3 can")).body(containsString("gets access until"));
        var seen = ticked.stream().map(UUID::fromString).map(this::seen).toList();
        stage.withdraw(gone);

        for (int twice = 0; twice < 2; twice++) {
            as(grace).formParam("seen", seen)
                    .formParams(Map.of("verdict", "APPROVE", "days", "", "idempotencyKey", "bulk-" + request))
                    .post("/review/bulk/decide").then().statusCode(200).body(containsString("2 done, 1 not"))
                    .body(containsString("The applicant has withdrawn it."))
                    .body(containsString("<bdi>Ada</bdi> withdrew it, <time"));
        }

        assertThat(stage.count("access_grant where origin = :id", request)).isEqualTo(1);
        assertThat(stage.count("access_grant where origin = :id", second)).isEqualTo(1);
        assertThat(stage.count("access_grant where origin = :id", gone)).isZero();
    }

    @Test
    void whatCouldNotBeDecidedIsInTheResultToo() {
        UUID barred = stage.submitted(stage.person("Ada"), model);
        stage.conflict(barred, people.findById(UUID.fromString(as(grace).get("/me/data").path("account[0].id"))));
        UUID elsewhere = stage.submitted(stage.person("Ada"), stage.model(1));
        String preview = as(grace).formParam("id", List.of(request.toString(), barred.toString()))
                .formParams(Map.of("verdict", "APPROVE", "days", "")).post("/review/bulk").then().statusCode(200)
                .body(containsString("1 can, 1 cannot")).extract().asString();
        assertThat(preview).contains("name=\"id\" value=\"" + barred + "\"");

        as(grace).formParam("seen", List.of(seen(request), elsewhere + " 1 1 x")).formParam("id", barred.toString())
                .formParams(Map.of("verdict", "APPROVE", "days", "", "idempotencyKey", "rest-" + request))
                .post("/review/bulk/decide").then().statusCode(200).body(containsString("1 done, 1 not"))
                .body(containsString("You declared a conflict of interest"))
                .body(containsString("One of those you ticked is not yours to review"));
    }

    @Test
    void whatIsMissingForAllIsSaidOnceBesideItsField() {
        var ticked = List.of(request.toString(), stage.submitted(stage.person("Ada"), model).toString());
        String unreasoned = as(grace).formParam("id", ticked).formParams(Map.of("verdict", "REJECT", "publicText",
                "Please name the evaluation.")).post("/review/bulk").then().statusCode(422).extract().asString();
        String wordless = as(grace).formParam("id", ticked).formParams(Map.of("verdict", "REQUEST_CHANGES", "publicText", "no"))
                .post("/review/bulk").then().statusCode(422).extract().asString();

        String neither = as(grace).formParam("id", ticked).formParams(Map.of("verdict", "REJECT", "publicText", "no"))
                .post("/review/bulk").then().statusCode(422).extract().asString();

        assertThat(neither).containsOnlyOnce("id=\"reasonCode-error\"").containsOnlyOnce("id=\"publicText-error\"");
        assertThat(unreasoned).containsOnlyOnce("id=\"reasonCode-error\"").contains("href=\"#reasonCode\"",
                "Please name the evaluation.");
        assertThat(wordless).containsOnlyOnce("id=\"publicText-error\"").contains("href=\"#publicText\"");
        assertThat(stage.count("review_vote where request_id = :id", request)).isZero();
    }

    @Test
    void afterADecisionTheNextOfTheViewFollows() {
        UUID second = stage.submitted(stage.person("Ada"), model);
        var sheet = as(grace).get("/api/v1/review/requests/" + request);

        as(grace).formParams(Map.of("verdict", "APPROVE", "days", "30", "version", sheet.header("ETag").replace("\"", ""),
                "revision", "1", "factsDigest", sheet.<String> path("factsDigest"), "idempotencyKey", "n", "next", "yes",
                "view",
                "WAITING")).post("/review/" + request).then().statusCode(303)
                .header("Location", containsString("/review/" + second));
    }

    /// Otherwise the next request after a decision would be one of another model.
    @Test
    void whatIsOpenedFromAFilteredQueueGoesOnInIt() {
        stage.appoint(UUID.fromString(as(grace).get("/me/data").path("account[0].id")), stage.model(1), ModelRole.REVIEWER);
        String filter = "?view=waiting&model=" + model.namespace() + "%2F" + model.name() + "&q=Ada+L";

        as(grace).urlEncodingEnabled(false).get("/review" + filter).then().statusCode(200)
                .body(containsString("href=\"/review/" + request + filter.replace("&", "&amp;") + "\""));
        as(grace).urlEncodingEnabled(false).get("/review/" + request + filter).then().statusCode(200)
                .body(containsString("name=\"model\" value=\"" + model.fullName() + "\""))
                .body(containsString("name=\"q\" value=\"Ada L\""));
        for (var form : Map.of("claim", "act", "internal-notes", "message").entrySet()) {
            as(grace).redirects().follow(false).formParams(Map.of("view", "WAITING", "model", model.fullName(), "q", "Ada L",
                    form.getValue(), "take")).post("/review/" + request + "/" + form.getKey()).then().statusCode(303)
                    .header("Location", containsString("/review/" + request + filter));
        }
        as(grace).formParams(Map.of("field", "role", "revision", "1", "note", "Mine"))
                .post("/review/" + request + "/field-notes")
                .then().statusCode(303);
        String note = stage.text("select cast(id as text) from field_note where request_id = :id", request);
        as(grace).get("/review/" + request).then().body(containsString("/field-notes/" + note + "/remove"));
        as(grace).redirects().follow(false).formParams(Map.of("view", "WAITING", "model", model.fullName(), "q", "Ada L"))
                .post("/review/" + request + "/field-notes/" + note + "/remove").then().statusCode(303)
                .header("Location", containsString("/review/" + request + filter));
        as(grace).urlEncodingEnabled(false).get("/review/" + request + "/news" + filter + "&seq=0&version=0&digest=x").then()
                .statusCode(200)
                .body(containsString("href=\"/review/" + request + filter.replace("&", "&amp;") + "\" data-keep-typed"));
        as(grace).formParams(Map.of("id", request.toString(), "view", "WAITING", "model", model.fullName(), "q", "Ada L"))
                .post("/review/bulk").then().statusCode(200)
                .body(containsString("href=\"/review" + filter.replace("&", "&amp;") + "\""));
    }

    @Test
    void theNextIsTheOneBehindAndNotTheHeadOfTheQueue() {
        UUID second = stage.submitted(stage.person("Ada"), model);
        UUID third = stage.submitted(stage.person("Ada"), model);
        stage.waits(request, 10);
        stage.waits(second, 8);
        stage.waits(third, 6);
        var sheet = as(grace).get("/api/v1/review/requests/" + second);

        as(grace).formParams(Map.of("verdict", "APPROVE", "days", "30", "version", sheet.header("ETag").replace("\"", ""),
                "revision", "1", "factsDigest", sheet.<String> path("factsDigest"), "idempotencyKey", "n", "next", "yes",
                "view", "WAITING")).post("/review/" + second).then().statusCode(303)
                .header("Location", containsString("/review/" + third));
    }

    @Test
    void whatWasWrittenIsGivenBackWhenTheRequestIsClosedMeanwhile() {
        stage.withdraw(request);

        for (String form : List.of("internal-notes", "messages-to-applicant")) {
            as(grace).formParams(Map.of("message", "Half an hour of <work>.", "idempotencyKey", form))
                    .post("/review/" + request + "/" + form).then().statusCode(409)
                    .body(containsString("Here it is, to copy")).body(containsString("Half an hour of &lt;work&gt;."));
        }
        as(grace).formParams(Map.of("act", "declare", "reason", "We share an office.", "idempotencyKey", "c"))
                .post("/review/" + request + "/conflict").then().statusCode(409)
                .body(containsString("We share an office."));
    }

    @Test
    void theVoteOfWhoIsNoReviewerAnyMoreDoesNotCount() {
        stage.newPolicy(model, 2, 2);
        Person alan = reviewerOf(model);
        stage.voted(request, alan);
        var before = as(grace).get("/api/v1/review/requests/" + request).then().body("approvals", equalTo(1)).extract();
        stage.dismiss(alan.id(), model);

        approve(before.header("ETag"), before.path("factsDigest")).then().statusCode(409)
                .body("reason", equalTo("facts-changed")).body("errors.field", hasItem("CONFLICTS"))
                .body("changes[0].now", equalTo("Someone"));
        var now = as(grace).get("/api/v1/review/requests/" + request).then().body("approvals", equalTo(0)).extract();
        as(grace).get("/review/" + request).then().body(containsString("no longer a reviewer: does not count"));
        approve(now.header("ETag"), now.path("factsDigest")).then().statusCode(200).body("state", equalTo("SUBMITTED"));
        assertThat(stage.count("access_grant where origin = :id", request)).isZero();
    }

    @Test
    void aMemberStaysAMemberWhenTheTermsChange() {
        TestPeople member = TestPeople.create("alan", "reviewer");
        Map<String, String> alan = visit(member);
        stage.appoint(person(member).id(), model, ModelRole.REVIEWER);
        stage.joined(request, person(member));
        stage.newTerms(model, 2);
        var sheet = as(grace).get("/api/v1/review/requests/" + request);

        as(alan).header("If-Match", sheet.header("ETag")).contentType(ContentType.JSON)
                .body(Map.of("verdict", "REJECT", "revision", 1, "factsDigest", sheet.<String> path("factsDigest"),
                        "reasonCode", "OTHER", "publicText", "Not while I am on this team."))
                .post("/api/v1/requests/" + request + "/decisions").then().statusCode(403)
                .body("reason", equalTo("involved"));
    }

    @Test
    void theOtherReviewersReadWhyOneStandsAside() {
        Map<String, String> alan = reviewer("alan", model);
        as(alan).formParams(Map.of("act", "declare", "reason", "We share <b>an office</b>.", "idempotencyKey", "c"))
                .post("/review/" + request + "/conflict").then().statusCode(303);

        as(grace).get("/review/" + request).then().statusCode(200)
                .body(containsString("We share &lt;b&gt;an office&lt;/b&gt;."));
    }

    private Response approve(String etag, String digest) {
        return as(grace).header("If-Match", etag).contentType(ContentType.JSON)
                .body(Map.of("verdict", "APPROVE", "revision", 1, "factsDigest", digest))
                .post("/api/v1/requests/" + request + "/decisions");
    }

    @Test
    void anOpenPageLearnsThatItIsOutOfDate() {
        var view = reader.read(reviewerOf(model), request, DeskReader.Look.usual(DeskView.Attempt.none())).orElseThrow();
        String news = "/review/" + request + "/news?seq=" + view.seen().seq() + "&version=" + view.seen().version() + "&digest="
                + view.seen().factsDigest();
        as(grace).get(news).then().statusCode(204);

        stage.newTerms(model, 2);

        as(grace).get(news).then().statusCode(200).body(containsString("out of date"))
                .body(containsString("The model&#39;s terms")).body(containsString("version 1, Research only"))
                .body(containsString("version 2, Research only"));
    }

    @Test
    void leadsWriteTemplatesAndEverybodyTheirOwnReplies() {
        var typed = Map.of("name", "No detail", "text", "Please describe the evaluation.", "verdict", "REJECT", "reasonCode",
                "USE_UNCLEAR");
        as(grace).formParams(typed).post("/review/settings/templates/" + model.id()).then().statusCode(404);
        TestPeople lead = TestPeople.create("lead", "publisher");
        Map<String, String> owner = visit(lead);
        stage.appoint(person(lead).id(), model, ModelRole.OWNER);
        as(owner).formParams(typed).post("/review/settings/templates/" + model.id()).then().statusCode(303);
        as(owner).formParams(Map.of("name", "Kept", "verdict", "REJECT")).post("/review/settings/templates/" + model.id())
                .then().statusCode(422).body(containsString("#reasonCode-" + model.id()))
                .body(containsString("reasonCode-" + model.id() + "-error")).body(containsString("value=\"Kept\""));
        as(grace).formParams(Map.of("name", "Lab?", "text", "Which lab is it?")).post("/review/settings/replies").then()
                .statusCode(303);

        as(grace).get("/review/" + request).then().body(containsString("No detail")).body(containsString("Lab?"));
        as(owner).get("/review/" + request).then().body(containsString("No detail")).body(not(containsString("Lab?")));
    }

    @Test
    void aViewIsKeptAndOnlyItsOwnerSeesIt() {
        as(grace).formParams(Map.of("name", "Overdue Adas", "view", "OVERDUE", "q", "Ada")).post("/review/views").then()
                .statusCode(303);

        as(grace).get("/review").then().body(containsString("Overdue Adas")).body(containsString("view=overdue&amp;q=Ada"));
        as(reviewer("alan", model)).get("/review").then().body(not(containsString("Overdue Adas")));
        as(grace).formParams(Map.of("name", " ", "view", "OVERDUE")).post("/review/views").then().statusCode(422);
        as(grace).formParams(Map.of("name", "Long", "model", "m".repeat(201))).post("/review/views").then().statusCode(422);
        as(grace).formParams(Map.of("name", "Odd", "model", "m\0", "q", "a\0b")).post("/review/views").then().statusCode(303);
        as(grace).contentType(ContentType.JSON).body(Map.of("reason", "We wrote a paper\0 together."))
                .put("/api/v1/requests/" + request + "/conflict").then().statusCode(200);
    }

    @Test
    void badQuestionsToTheQueueAreAnsweredClearly() {
        as(grace).get("/api/v1/review/queue?state=NONSENSE").then().statusCode(422).body("reason", equalTo("invalid-query"));
        as(grace).get("/api/v1/review/queue?q=a").then().statusCode(422).body("reason", equalTo("invalid-query"));
        as(grace).get("/api/v1/review/queue?after=nonsense").then().statusCode(422);
        as(grace).queryParam("after", "+500000-01-01T00:00:00Z~" + request).get("/api/v1/review/queue").then().statusCode(422);
        as(grace).queryParam("after", "-500000-01-01T00:00:00Z~" + request).get("/review").then().statusCode(200);
        as(grace).get("/api/v1/review/queue?q=Ad").then().statusCode(200).body("requests", hasSize(1));
        as(grace).contentType(ContentType.JSON).body("{}").post("/api/v1/requests/" + request + "/claim").then().statusCode(200)
                .body("name", containsString("grace"));
        as(reviewer("alan", model)).contentType(ContentType.JSON).body("{}").post("/api/v1/requests/" + request + "/claim")
                .then()
                .statusCode(409).body("reason", equalTo("already-claimed"));
    }

    @Test
    void whatChangedBetweenRevisionsIsMarked() {
        var sheet = as(grace).get("/api/v1/review/requests/" + request);
        as(grace).header("If-Match", sheet.header("ETag")).contentType(ContentType.JSON)
                .body(Map.of("verdict", "REQUEST_CHANGES", "revision", 1, "factsDigest", sheet.<String> path("factsDigest"),
                        "publicText", "Which year are you in?"))
                .post("/api/v1/requests/" + request + "/decisions").then().statusCode(200);
        stage.answered(request);

        as(grace).get("/review/" + request).then().statusCode(200).body(containsString("<ins>, third year</ins>"))
                .body(containsString("1 of the answers changed since revision 1"));
        as(grace).get("/review/" + request + "?plain=yes").then().body(not(containsString("<ins>,")));
        as(grace).get("/review/" + request + "?revision=1").then().body(containsString("This is an old revision"))
                .body(containsString(KnownAnswers.COMPLETE.get("role")));
    }

    private String seen(UUID id) {
        var sheet = as(grace).get("/api/v1/review/requests/" + id);
        return id + " " + sheet.header("ETag").replace("\"", "") + " " + sheet.<Integer> path("revision") + " "
                + sheet.<String> path("factsDigest");
    }

    private Person reviewerOf(Model reviewed) {
        return stage.reviewer("Someone", reviewed);
    }

    private Map<String, String> reviewer(String name, Model reviewed) {
        TestPeople who = TestPeople.create(name, "reviewer");
        Map<String, String> session = visit(who);
        stage.appoint(person(who).id(), reviewed, ModelRole.REVIEWER);
        return session;
    }

    private Map<String, String> visit(TestPeople who) {
        var session = SignIn.as(who.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        return session;
    }

    private Person person(TestPeople who) {
        return people.withUsername(who.username()).getFirst();
    }

    private static RequestSpecification as(Map<String, String> session) {
        return SignIn.request(session);
    }

    private static RequestSpecification anybody() {
        return RestAssured.given().header("Sec-Fetch-Site", "same-origin").redirects().follow(false);
    }
}
