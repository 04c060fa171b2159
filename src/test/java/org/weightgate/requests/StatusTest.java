package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// A request that was sent: its page, a reviewer's question answered, a referee corrected.
@QuarkusTest
class StatusTest {

    private static final String FORM = "application/x-www-form-urlencoded; charset=UTF-8";

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    Messages messages;

    private Model model;
    private TestPeople ada;
    private Map<String, String> session;

    @BeforeEach
    void aPersonAndAModel() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
        session = SignIn.as(ada.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
    }

    @Test
    void thePageSaysWhereInTheQueueAndIsHonestAboutTheTime() {
        stage.submitted(stage.person("First"), model);
        UUID id = stage.submitted(person(), model);

        as().get("/requests/" + id).then().statusCode(200).body(containsString("Yours is number 2 in the queue"))
                .body(containsString("nobody can say how long"));
        as().get("/models/" + model.fullName()).then().body(containsString("number 2 in the queue"));
    }

    @Test
    void whoAnswersAQuestionKeepsTheirPlace() {
        UUID mine = stage.submitted(person(), model);
        UUID other = stage.submitted(stage.person("Other"), model);
        stage.waits(mine, 50);
        stage.waits(other, 10);
        stage.answeredAfterQuestion(stage.reviewer("Grace", model), mine);

        as().get("/requests/" + mine).then().statusCode(200).body(containsString("Yours is the next request in the queue."));
    }

    @Test
    void aBanIsNoDecisionToWaitFor() {
        stage.closed(stage.submitted(stage.person("Banned"), model), RejectionReason.BANNED);
        stage.closed(stage.submitted(stage.person("Rejected"), model), RejectionReason.OTHER);
        UUID id = stage.submitted(person(), model);

        as().get("/requests/" + id).then().statusCode(200).body(containsString("Only 1 request was decided"));
    }

    @Test
    void thePageFollowsByItself() {
        UUID id = stage.submitted(person(), model);
        String first = as().get("/requests/" + id + "/live").then().statusCode(200).extract().asString();
        String seen = find(first, "live\\?seen=([0-9a-f]{16})");

        var unchanged = as().get("/requests/" + id + "/live?seen=" + seen);
        // its mail may be sent just now, which the page shows
        for (int i = 0; i < 20 && unchanged.statusCode() == 200; i++) {
            seen = find(unchanged.asString(), "live\\?seen=([0-9a-f]{16})");
            unchanged = as().get("/requests/" + id + "/live?seen=" + seen);
        }
        unchanged.then().statusCode(204);
        messages.fromReviewer(stage.reviewer("Grace", model), id, "", Visibility.APPLICANT, "A question <b>for</b> you");
        as().get("/requests/" + id + "/live?seen=" + seen).then().statusCode(200)
                .body(containsString("A question &lt;b&gt;for&lt;/b&gt; you")).body(containsString("hx-swap-oob"));
        SignIn.request(SignIn.as(TestPeople.create("eve").username())).get("/requests/" + id + "/live").then().statusCode(404);
    }

    @Test
    void aReviewersQuestionIsAnsweredFieldByField() {
        UUID id = stage.submitted(person(), model);
        stage.askForChanges(id, stage.reviewer("Grace", model), "Two things, please.",
                List.of(new FieldNote("intendedUse", "Which data set? <i>")));

        as().get("/requests/" + id).then().body(containsString("Which data set? &lt;i&gt;"));
        as().get(path()).then().body(containsString("Two things, please.")).body(containsString("id=\"intendedUse-note\""));
        var same = fields("1");
        same.put("action", "send");
        post(same).then().statusCode(422).body(containsString("Nothing has changed yet"));

        same.put("draft", "2");
        same.put("reply", "The set is named in the paper. <b>");
        same.put("action", "save");
        post(same).then().statusCode(303);
        as().get(path() + "/review").then().body(containsString("The set is named in the paper. &lt;b&gt;"));
        as().contentType(FORM).formParams(sending()).post(path() + "/review").then().statusCode(303);
        assertThat(messages.of(id)).singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("The set is named in the paper. <b>"));
        as().get("/requests/" + id).then().body(containsString("revision 2"));
    }

    @Test
    void oneChangedAnswerIsEnough() {
        UUID id = stage.submitted(person(), model);
        stage.askForChanges(id, stage.reviewer("Grace", model), "One thing, please.", List.of());
        var changed = fields("1");
        changed.put("role", "Postdoc");
        changed.put("action", "send");

        post(changed).then().statusCode(303);

        assertThat(messages.of(id)).isEmpty();
    }

    @Test
    void aNewRevisionVoidsTheOldLink() {
        UUID id = stage.submitted(person(), model);
        String address = refereeNamed(id);
        String old = link(address, "/referee/");
        stage.askForChanges(id, stage.reviewer("Grace", model), "One thing, please.", List.of());
        given().get(old).then().statusCode(200).body(containsString("not with the reviewers any more"));
        var changed = fields("1");
        changed.put("role", "Postdoc");
        changed.put("refereeName", "Grace Hopper");
        changed.put("refereeEmail", address);
        changed.put("action", "send");
        post(changed).then().statusCode(303);

        given().get(old).then().statusCode(200).body(containsString("has been replaced"))
                .body(not(containsString("Ada Lovelace")));
        assertThat(stage.count("referee_invitation where request_id = :id and revision = 2 and state = 'WAITING'", id))
                .isEqualTo(1);
    }

    @Test
    void aRefereesAddressIsCorrectedWithoutAReviewerAndNotTooOften() {
        UUID id = stage.submitted(person(), model);
        refereeNamed(id);

        as().contentType(FORM).formParam("refereeName", "Grace").formParam("refereeEmail", "grace@new.example")
                .post("/requests/" + id + "/referee").then().statusCode(429).body(containsString("can be sent from"))
                .body(containsString("grace@new.example"));
        as().contentType(FORM).formParam("refereeName", "Grace").formParam("refereeEmail", "nobody")
                .post("/requests/" + id + "/referee").then().statusCode(422).body(containsString("refereeEmail-error"))
                .body(containsString("value=\"nobody\""));
        SignIn.request(SignIn.as(TestPeople.create("eve").username())).contentType(FORM).formParam("refereeName", "Eve")
                .formParam("refereeEmail", "eve@new.example").post("/requests/" + id + "/referee").then().statusCode(404);
    }

    @Test
    void aClosedRequestIsTheBeginningOfANewOne() {
        UUID id = stage.submitted(person(), model);
        as().post("/requests/" + id + "/copy").then().statusCode(303).header("Location", containsString("/apply"));
        assertThat(stage.count("access_request where person_id = :id", person().id())).isEqualTo(1);
        as().post("/requests/" + id + "/withdraw").then().statusCode(303);

        as().get("/requests/" + id).then().body(containsString("Apply again with these answers"));
        SignIn.request(SignIn.as(TestPeople.create("eve").username())).post("/requests/" + id + "/copy").then().statusCode(404);
        as().post("/requests/" + id + "/copy").then().statusCode(303).header("Location", containsString("/apply"));
        as().post("/requests/" + id + "/copy").then().statusCode(303);

        as().get(path()).then().body(containsString("PhD student")).body(containsString("Ada Lovelace"));
        assertThat(stage.count("access_request where follows = :id", id)).isEqualTo(1);
    }

    private String refereeNamed(UUID request) {
        String address = "grace-" + request + "@university.example";
        as().contentType(FORM).formParam("refereeName", "Grace Hopper").formParam("refereeEmail", address)
                .post("/requests/" + request + "/referee").then().statusCode(303);
        return address;
    }

    private static String link(String address, String path) {
        return Mails.await(address, "Do you vouch", Duration.ofSeconds(60)).links().stream()
                .filter(link -> link.contains(path)).map(link -> link.substring(link.indexOf(path))).findFirst().orElseThrow();
    }

    private Map<String, String> sending() {
        String page = as().get(path() + "/review").asString();
        Terms terms = stage.terms(model);
        var fields = new HashMap<String, String>();
        for (String name : new String[] { "request", "draft", "idempotencyKey" }) {
            fields.put(name, find(page, "name=\"" + name + "\" value=\"([^\"]*)\""));
        }
        fields.putAll(Map.of("terms", "yes", "termsVersion", Integer.toString(terms.version()), "termsSha256", terms.sha256()));
        return fields;
    }

    private Map<String, String> fields(String draft) {
        var fields = new HashMap<>(KnownAnswers.COMPLETE);
        Terms terms = stage.terms(model);
        fields.putAll(Map.of("draft", draft, "terms", "yes", "termsVersion", Integer.toString(terms.version()), "termsSha256",
                terms.sha256(), "idempotencyKey", UUID.randomUUID().toString()));
        return fields;
    }

    private static String find(String text, String pattern) {
        var match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).as(pattern).isTrue();
        return match.group(1);
    }

    private Person person() {
        return people.withUsername(ada.username()).getFirst();
    }

    private Response post(Map<String, String> fields) {
        return as().contentType(FORM).formParams(fields).post(path());
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }

    private String path() {
        return "/models/" + model.fullName() + "/apply";
    }
}
