package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.RequestReason;
import org.weightgate.people.People;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// The applicant's side over HTTP: form, status and API.
@QuarkusTest
class RequestSurfaceTest {

    private static final String COMPLETE_JSON = """
            {"name":"Ada Lovelace","affiliation":"University of London","country":"GB","role":"PhD student",
            "intendedUse":"Measure how well small models retell stories, and publish the evaluation with its code.",
            "links":["https://example.org/ada"]}""";

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    RequestReason downloads;

    private Model model;
    private TestPeople ada;
    private Map<String, String> session;

    @BeforeEach
    void aPersonAndAModel() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
        session = SignIn.as(ada.username());
    }

    @Test
    void strangersSignInFirst() {
        given().redirects().follow(false).get("/requests").then().statusCode(302);
        given().redirects().follow(false).get(applyPath()).then().statusCode(302);
        given().get("/api/v1/requests").then().statusCode(401);
        given().contentType(ContentType.JSON).body("{}").put(apiPath()).then().statusCode(401);
        given().post("/api/v1/requests/" + UUID.randomUUID() + "/withdraw").then().statusCode(401);
    }

    @Test
    void anEmptyListSaysWhatToDo() {
        as().get("/requests").then().statusCode(200).body(containsString("Choose a model"));
    }

    @Test
    void aSentRequestHasANumberAStatusPageAndAMail() {
        String status = send(KnownAnswers.COMPLETE).then().statusCode(303).extract().header("Location");

        String page = as().get(status).then().statusCode(200).extract().asString();

        assertThat(page).containsPattern("WG-20[0-9]{2}-[0-9]{5,}").contains("with the reviewers", "Ada Lovelace",
                "United Kingdom", "https://example.org/ada", "Withdraw");
        var mail = Mails.await(ada.email(), "We have your request", Duration.ofSeconds(60));
        assertThat(mail.subject()).contains("WG-20").contains(model.fullName());
        assertThat(mail.links()).anyMatch(link -> link.contains("/requests/"));
    }

    @Test
    void whatWasTypedStaysBesideItsError() {
        var answers = new HashMap<>(KnownAnswers.with("intendedUse", "too short"));
        answers.put("links", "ftp://example.org");

        send(answers).then().statusCode(422).body(containsString("error-summary"))
                .body(containsString("href=\"#intendedUse\"")).body(containsString("id=\"links-error\""))
                .body(containsString("too short")).body(containsString("ftp://example.org"))
                .body(containsString("value=\"Ada Lovelace\""));
        as().get(applyPath()).then().statusCode(200).body(containsString("too short"));
    }

    @Test
    void modelPageHomeAndDownloadGateKnowWhereItStands() {
        String modelPage = "/models/" + model.fullName();
        post(saving(KnownAnswers.COMPLETE)).then().statusCode(303);
        as().get(modelPage).then().statusCode(200).body(containsString("Continue your draft"));
        as().get("/").then().statusCode(200).body(containsString("Finish your request for " + model.fullName()));
        assertThat(reason()).isEmpty();

        var form = form(KnownAnswers.COMPLETE);
        form.put("draft", "1");
        post(form).then().statusCode(303);

        as().get(modelPage).then().statusCode(200).body(containsString("with the reviewers"));
        assertThat(reason()).contains("pending");
        as().get(applyPath()).then().statusCode(303).header("Location", containsString("/requests/"));
    }

    private Optional<String> reason() {
        UUID person = people.withUsername(ada.username()).getFirst().id();
        return downloads.reasonFor(person, model.id());
    }

    private Map<String, String> saving(Map<String, String> answers) {
        var form = form(answers);
        form.put("action", "save");
        return form;
    }

    @Test
    void untickedTermsAreAnError() {
        var form = form(KnownAnswers.COMPLETE);
        form.remove("terms");

        post(form).then().statusCode(422).body(containsString("id=\"terms-error\""));
    }

    @Test
    void termsThatChangedMeanwhileAreReadAgain() {
        var form = form(KnownAnswers.COMPLETE);
        stage.newTerms(model, 2);

        post(form).then().statusCode(409).body(containsString("version 2")).body(containsString("Ada Lovelace"));
    }

    @Test
    void aStaleTabOverwritesNothingAndLosesNothing() {
        var first = form(KnownAnswers.COMPLETE);
        var second = form(KnownAnswers.with("role", "Professor of the other tab"));
        first.put("action", "save");
        second.put("action", "save");
        post(first).then().statusCode(303);

        post(second).then().statusCode(412).body(containsString("Professor of the other tab"))
                .body(containsString("PhD student"));

        as().get(applyPath()).then().body(containsString("PhD student")).body(not(containsString("other tab")));
    }

    @Test
    void aDoubleClickLeadsToTheSameRequest() {
        var form = form(KnownAnswers.COMPLETE);

        String first = post(form).then().statusCode(303).extract().header("Location");
        String second = post(form).then().statusCode(303).extract().header("Location");

        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = { "<script>alert(1)</script>", "{7*7}{#if true}x{/if}${7*7}", "\"><img src=x onerror=alert(1)>",
            "Zoë O’Neill-Smith", "李", "Ng", "محمد", "Ольга" })
    void namesAreShownAsTheyWereWritten(String name) {
        String status = send(KnownAnswers.with("name", name)).then().statusCode(303).extract().header("Location");

        String page = as().get(status).then().statusCode(200).extract().asString();

        assertThat(page).contains(escaped(name)).doesNotContain("<script>alert", "<img src=x");
    }

    @Test
    void lineBreaksAndDirectionTricksVanishFromOneLineAnswers() {
        String status = send(KnownAnswers.with("name", "Ada\r\nBcc: eve@example.org \u202Efdp.exe")).then().statusCode(303)
                .extract().header("Location");

        as().get(status).then().body(containsString("Ada Bcc: eve@example.org fdp.exe")).body(not(containsString("\u202E")));
    }

    @Test
    void somebodyElsesRequestIsNotThere() {
        String status = send(KnownAnswers.COMPLETE).then().statusCode(303).extract().header("Location");
        String id = status.substring(status.lastIndexOf('/') + 1);
        var eve = SignIn.as(TestPeople.create("eve").username());

        SignIn.request(eve).get("/requests/" + id).then().statusCode(404);
        SignIn.request(eve).get("/requests/" + id + "/withdraw").then().statusCode(404);
        SignIn.request(eve).post("/requests/" + id + "/withdraw").then().statusCode(not(equalTo(303)));
        SignIn.request(eve).get("/api/v1/requests/" + id).then().statusCode(404);
        SignIn.request(eve).post("/api/v1/requests/" + id + "/withdraw").then().statusCode(404);
        SignIn.request(eve).header("If-Match", "\"1\"").contentType(ContentType.JSON).body("{}")
                .post("/api/v1/requests/" + id + "/submit").then().statusCode(404);
        SignIn.request(eve).get("/requests/not-an-id").then().statusCode(404);
        SignIn.request(eve).get("/api/v1/requests").then().statusCode(200).body("size()", equalTo(0));
    }

    @Test
    void aRequestCanBeWithdrawnOnce() {
        String status = send(KnownAnswers.COMPLETE).then().statusCode(303).extract().header("Location");

        as().get(status + "/withdraw").then().statusCode(200).body(containsString("cannot be undone"));
        as().formParam("idempotencyKey", "w").post(status + "/withdraw").then().statusCode(303);
        as().formParam("idempotencyKey", "x").post(status + "/withdraw").then().statusCode(409);

        as().get(status).then().body(containsString("You withdrew this request"));
        as().get(applyPath()).then().statusCode(200);
    }

    @Test
    void programsGetTheFormAndTheTermsToo() {
        given().get(apiPath().replaceFirst("request$", "form")).then().statusCode(200).body("questions.id",
                equalTo(Stream.of(Question.values()).map(Question::id).toList()))
                .body("questions.find { it.id == 'country' }.choices.value", hasItem("NZ"))
                .body("questions.find { it.id == 'links' }.required", equalTo(false))
                .body("terms.version", equalTo(1)).body("terms.sha256", matchesPattern("[0-9a-f]{64}"));
        given().get("/api/v1/models/no/such/form").then().statusCode(404);
    }

    @Test
    void theApiWantsToKnowWhichDraftIsMeant() {
        String made = put("{\"name\":\"Ada\"}", null).then().statusCode(201).body("state", equalTo("DRAFT"))
                .body("revision", equalTo(0)).extract().header("ETag");

        put("{}", null).then().statusCode(428).contentType("application/problem+json")
                .body("reason", equalTo("precondition-required"));
        put("{}", "\"99\"").then().statusCode(412).body("reason", equalTo("draft-changed"));
        put("{}", "garbage").then().statusCode(412);
        String etag = put(COMPLETE_JSON, made).then().statusCode(200).body("answers.country", equalTo("GB")).extract()
                .header("ETag");
        assertThat(etag).isNotEqualTo(made);
    }

    @Test
    void theApiSubmitsWhatWasSaved() {
        Response saved = put(COMPLETE_JSON, null);
        String id = saved.path("id");
        String acceptance = "{\"termsVersion\":%s,\"termsSha256\":\"%s\"}".formatted(saved.path("termsInForce.version"),
                saved.path("termsInForce.sha256"));

        submit(id, null, acceptance).then().statusCode(428);
        submit(id, "\"9\"", acceptance).then().statusCode(412);
        submit(id, saved.header("ETag"), "{}").then().statusCode(422).body("reason", equalTo("invalid-answers"));
        submit(id, saved.header("ETag"), acceptance).then().statusCode(200).body("state", equalTo("SUBMITTED"))
                .body("revision", equalTo(1));
        submit(id, saved.header("ETag"), acceptance).then().statusCode(409).body("reason", equalTo("wrong-state"));
        put("{}", saved.header("ETag")).then().statusCode(409);
        as().get("/api/v1/requests/" + id).then().statusCode(200).body("answers.name", equalTo("Ada Lovelace"))
                .body("decidedAt", nullValue());
        as().post("/api/v1/requests/" + id + "/withdraw").then().statusCode(200).body("state", equalTo("WITHDRAWN"));
    }

    private Response put(String json, @Nullable String etag) {
        var request = as().contentType(ContentType.JSON).body(json);
        return (etag == null ? request : request.header("If-Match", etag)).put(apiPath());
    }

    private Response submit(String id, @Nullable String etag, String json) {
        var request = as().contentType(ContentType.JSON).body(json);
        return (etag == null ? request : request.header("If-Match", etag)).post("/api/v1/requests/" + id + "/submit");
    }

    private Response send(Map<String, String> answers) {
        return post(form(answers));
    }

    private Map<String, String> form(Map<String, String> answers) {
        Terms terms = stage.terms(model);
        var form = new HashMap<>(answers);
        form.putAll(Map.of("draft", "0", "idempotencyKey", UUID.randomUUID().toString(), "terms", "yes", "termsVersion",
                Integer.toString(terms.version()), "termsSha256", terms.sha256(), "action", "send"));
        return form;
    }

    private Response post(Map<String, String> form) {
        return as().contentType("application/x-www-form-urlencoded; charset=UTF-8").formParams(form).post(applyPath());
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }

    private String applyPath() {
        return "/models/" + model.fullName() + "/apply";
    }

    private String apiPath() {
        return "/api/v1/models/" + model.fullName() + "/request";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'",
                "&#39;");
    }
}
