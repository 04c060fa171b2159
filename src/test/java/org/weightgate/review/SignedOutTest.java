package org.weightgate.review;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import jakarta.inject.Inject;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Verdict;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/// Whatever is sent after the session ended is found in its form again, by whoever sent it and by nobody else.
@QuarkusTest
class SignedOutTest {

    private static final String KEPT = "kept_text where path = '/requests/' || cast(:id as text) || '/messages'";
    private static final String TYPED = "Typed for an hour <b> & 'more'\nin two lines";

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    DeskReader reader;
    @Inject
    ReviewDesk desk;

    private Model model;
    private Map<String, String> ada;
    private Map<String, String> grace;
    private UUID own;
    private UUID request;

    @BeforeEach
    void anApplicantAndAReviewer() {
        model = stage.model(1);
        TestPeople applicant = TestPeople.create("ada");
        TestPeople reviewer = TestPeople.create("grace", "reviewer", "publisher");
        ada = visit(applicant);
        grace = visit(reviewer);
        stage.appoint(person(reviewer).id(), model, ModelRole.REVIEWER);
        stage.appoint(person(reviewer).id(), model, ModelRole.OWNER);
        own = stage.submitted(person(applicant), model);
        request = stage.submitted(stage.person("Bob"), model);
    }

    @Test
    void everyFormOfTheDeskFindsItsTextAgain() {
        String page = "/review/" + request + "?view=all&q=Bob";
        String at = "/review/" + request;
        comesBack(grace, page, at + "/internal-notes", Map.of("message", TYPED));
        comesBack(grace, page, at + "/messages-to-applicant", Map.of("message", TYPED));
        comesBack(grace, page, at + "/field-notes", Map.of("field", "role", "revision", "1", "note", TYPED));
        comesBack(grace, page, at + "/conflict", Map.of("reason", TYPED));
        comesBack(grace, page, at + "/experts",
                Map.of("name", "Prof. Ada", "email", "ada@example.org", "question", TYPED, "field", "role", "days", "9"));
        comesBack(grace, page, at, Map.of("verdict", "REJECT", "reasonCode", "OTHER", "publicText", TYPED));
        comesBack(grace, page, at, Map.of("verdict", "REQUEST_CHANGES", "publicText", TYPED, "note.role", "Since when?"));
    }

    @Test
    void soDoTheOthers() {
        comesBack(ada, "/requests/" + own, "/requests/" + own + "/messages", Map.of("message", TYPED));
        comesBack(ada, "/requests/" + own, "/requests/" + own + "/referee",
                Map.of("refereeName", "Prof. Hopper", "refereeEmail", "hopper@example.org"));
        comesBack(ada, "/tokens", "/tokens", Map.of("name", "my laptop", "scopes", "read", "days", "17"));
        comesBack(grace, "/review/settings", "/review/settings/replies", Map.of("name", "Thanks", "text", TYPED));
        comesBack(grace, "/review/settings", "/review/settings/templates/" + model.id(),
                Map.of("name", "Too short", "verdict", "REQUEST_CHANGES", "text", TYPED));
        comesBack(grace, "/review?view=overdue", "/review/views", Map.of("name", "My view"));
        comesBack(grace, "/grants/model/" + model.fullName() + "/terms", "/grants/model/" + model.fullName() + "/terms",
                Map.of("body", TYPED));
        comesBack(grace, "/grants/model/" + model.fullName() + "/bans", "/grants/model/" + model.fullName() + "/bans",
                Map.of("reason", TYPED));

        approve();
        comesBack(ada, "/models/" + model.fullName() + "/renew", "/models/" + model.fullName() + "/renew",
                Map.of("summary", TYPED, "publications", "https://example.org/paper"));
    }

    @Test
    void nobodyElseFindsItAndItIsForgottenOnceSent() {
        String page = "/requests/" + own;
        String form = page + "/messages";
        String kept = sentSignedOut(ada, page, form, Map.of("message", TYPED)).getCookie("weightgate-kept");

        given().cookie("weightgate-kept", kept).accept("text/html").redirects().follow(false).get(page).then().statusCode(302)
                .body(not(containsString("Typed for an hour")));
        String desk = "/review/" + request;
        String note = sentSignedOut(grace, desk, desk + "/internal-notes", Map.of("message", TYPED))
                .getCookie("weightgate-kept");
        TestPeople alan = TestPeople.create("alan", "reviewer");
        Map<String, String> another = visit(alan);
        stage.appoint(person(alan).id(), model, ModelRole.REVIEWER);
        SignIn.request(another).cookie("weightgate-kept", note).accept("text/html").get(desk).then().statusCode(200)
                .body(not(containsString("Typed for an hour")));

        Response sent = SignIn.request(ada).cookie("weightgate-kept", kept).formParam("message", TYPED).post(form);
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.getCookie("weightgate-kept")).isEmpty();
        assertThat(stage.count(KEPT, own)).isZero();
        SignIn.request(ada).cookie("weightgate-kept", kept).accept("text/html").get(page).then()
                .body(not(containsString("signed out")));
    }

    @Test
    void whereTheFormIsGoneTheWordsAreThereOnce() {
        String page = "/requests/" + own;
        String kept = sentSignedOut(ada, page, page + "/messages", Map.of("message", TYPED)).getCookie("weightgate-kept");
        SignIn.request(ada).post(page + "/withdraw").then().statusCode(303);

        Response shown = SignIn.request(ada).cookie("weightgate-kept", kept).accept("text/html").get(page);

        assertThat(Jsoup.parse(shown.asString()).select("#kept blockquote").eachText()).singleElement().asString()
                .startsWith("Typed for an hour <b> & 'more'");
        assertThat(shown.getCookie("weightgate-kept")).isEmpty();
    }

    @Test
    void twoTabsKeepBothTheirTexts() {
        String page = "/requests/" + own;
        String first = sentSignedOut(ada, page, page + "/messages", Map.of("message", TYPED)).getCookie("weightgate-kept");
        String both = given().cookie("weightgate-kept", first).header("Sec-Fetch-Site", "same-origin").redirects().follow(false)
                .accept("text/html").formParam("name", "my laptop").post("/tokens").then().statusCode(303).extract()
                .cookie("weightgate-kept");

        assertThat(both).contains(first);
        SignIn.request(ada).cookie("weightgate-kept", both).accept("text/html").get(page).then()
                .body(containsString("Typed for an hour"));
        SignIn.request(ada).cookie("weightgate-kept", both).accept("text/html").get("/tokens").then()
                .body(containsString("my laptop"));
    }

    @Test
    void anotherSiteAnEndlessBodyAndAProgramLeaveNothing() {
        String form = "/requests/" + own + "/messages";
        long before = stage.count(KEPT, own);
        given().header("Sec-Fetch-Site", "cross-site").accept("text/html").formParam("message", TYPED).post(form).then()
                .statusCode(403);
        given().header("Sec-Fetch-Site", "same-origin").accept("text/html").formParam("message", "x".repeat(600_000)).post(form)
                .then().statusCode(401).body(containsString("go back here in your browser"));
        given().accept("application/json").formParam("message", TYPED).post(form).then().statusCode(406);
        given().header("Sec-Fetch-Site", "same-origin").header("Referer", "https://evil.example/here").accept("text/html")
                .redirects().follow(false).formParam("message", TYPED).post(form).then().statusCode(303)
                .header("Location", not(containsString("evil")));

        assertThat(stage.count(KEPT, own)).isEqualTo(before + 1);
    }

    @Test
    void whoSendsAFormOfTheirOwnLeavesTheTextOfAnother() {
        String kept = sentSignedOut(ada, "/tokens", "/tokens", Map.of("name", "my laptop")).getCookie("weightgate-kept");

        SignIn.request(grace).cookie("weightgate-kept", kept).formParams(Map.of("name", "hers", "scopes", "read", "days", "17"))
                .post("/tokens").then().statusCode(lessThan(400));

        SignIn.request(ada).cookie("weightgate-kept", kept).accept("text/html").get("/tokens").then()
                .body(containsString("my laptop"));
    }

    @Test
    void whatIsSentToAnAddressTooLongIsNotPutAside() {
        given().header("Sec-Fetch-Site", "same-origin").accept("text/html").formParam("summary", TYPED)
                .post("/models/" + "a".repeat(300) + "/" + "b".repeat(300) + "/renew").then().statusCode(401)
                .body(containsString("go back here in your browser"));
    }

    @Test
    void whoWasShownARefusedFormComesBackToItsPage() {
        String page = "/requests/" + own;
        String at = System.getProperty("test.portal") + page + "/messages";
        given().header("Sec-Fetch-Site", "same-origin").header("Referer", at).accept("text/html").redirects().follow(false)
                .formParam("message", TYPED).post(page + "/messages").then().statusCode(303)
                .header("Location", endsWith("%2Frequests%2F" + own + "%23kept"));
    }

    private void comesBack(Map<String, String> session, String page, String form, Map<String, String> fields) {
        Response aside = sentSignedOut(session, page, form, fields);
        assertThat(URLDecoder.decode(aside.getHeader("Location"), StandardCharsets.UTF_8)).endsWith(page + "#kept");

        String found = SignIn.request(session).cookie("weightgate-kept", aside.getCookie("weightgate-kept")).accept("text/html")
                .get(page).then()
                .statusCode(200).extract().asString();

        Element filled = Objects.requireNonNull(Jsoup.parse(found).selectFirst("form:has(#kept)"), form);
        assertThat(filled.attr("action")).isEqualTo(form);
        fields.forEach((name, value) -> assertThat(values(filled, name)).as("%s of %s", name, form).contains(value));
        assertThat(filled.select("input[name=idempotencyKey]").eachAttr("value")).doesNotContain("old");
    }

    private static List<String> values(Element form, String name) {
        return form.select("[name='" + name + "']").stream()
                .filter(control -> !List.of("checkbox", "radio").contains(control.attr("type")) || control.hasAttr("checked"))
                .map(control -> control.is("textarea") ? control.wholeText()
                        : control.is("select") ? control.select("option[selected]").val() : control.val())
                .toList();
    }

    private Response sentSignedOut(Map<String, String> session, String page, String form, Map<String, String> fields) {
        Response seen = SignIn.request(session).accept("text/html").get(page);
        assertThat(seen.statusCode()).as(page).isEqualTo(200);
        String last = Objects.requireNonNullElseGet(seen.getCookie("weightgate-last"), () -> session.get("weightgate-last"));
        var all = new HashMap<>(fields);
        all.put("idempotencyKey", "old");
        Response aside = given().header("Sec-Fetch-Site", "same-origin").cookie("weightgate-last", last)
                .cookie("q_session", "of.long.ago").header("Referer", System.getProperty("test.portal") + page)
                .accept("text/html").redirects().follow(false).formParams(all).post(form);
        assertThat(aside.statusCode()).as(form).isEqualTo(303);
        return aside;
    }

    private void approve() {
        Person alan = stage.reviewer("Alan", model);
        var seen = reader.seen(alan, own).orElseThrow();
        assertThat(desk.decide(alan, own, "", seen, new Ruling(Verdict.APPROVE, null, 30, null, "", null, List.of())))
                .isInstanceOf(Outcome.Done.class);
    }

    private Map<String, String> visit(TestPeople who) {
        Map<String, String> session = SignIn.as(who.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        return session;
    }

    private Person person(TestPeople who) {
        return people.withUsername(who.username()).getFirst();
    }
}
