package org.weightgate.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.weightgate.people.RealmRole.ADMIN;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.people.RealmRole.REVIEWER;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.events.Event;
import org.weightgate.events.Events;
import org.weightgate.manifest.ModelFacts;
import org.weightgate.notices.Deliveries;
import org.weightgate.people.Scope;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class GrantApiTest {

    @Inject
    GrantDesk desk;
    @Inject
    Events events;
    @Inject
    Deliveries deliveries;
    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;

    private Someone holder;
    private Someone owner;
    private Model model;
    private Grant grant;

    @BeforeEach
    void someoneHoldsAGrantOnAModelSomeoneOwns() {
        holder = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        grant = issueTo(holder);
    }

    @Test
    void eachSeesTheirOwn() {
        given().auth().oauth2(holder.token()).get("/api/v1/grants").then().statusCode(200)
                .body("grants.id", contains(grant.id().toString())).body("grants[0].state", equalTo("ACTIVE"))
                .body("grants[0].model", equalTo(model.fullName()));
        given().auth().oauth2(owner.token()).get("/api/v1/grants").then().statusCode(200).body("grants", empty());
        given().get("/api/v1/grants").then().statusCode(401);
    }

    @Test
    void anOwnerPausesResumesAndRevokes() {
        act(owner, "suspend").statusCode(200).body("state", equalTo("SUSPENDED")).body("reason", equalTo("because"));
        act(owner, "resume").statusCode(200).body("state", equalTo("ACTIVE"));
        act(owner, "revoke").statusCode(200).body("state", equalTo("REVOKED"));

        assertThat(events.history(grant.id())).extracting(Event::type)
                .containsExactly("grant.issued", "grant.suspended", "grant.resumed", "grant.revoked");
        assertThat(events.history(grant.id()).getLast().actor()).isEqualTo(owner.id());
        assertThat(deliveries.about(grant.id())).hasSize(3);
        assertThat(deliveries.about(grant.id()).getLast().subject()).startsWith("[" + grant.reference() + "]")
                .contains("revoked");
    }

    @Test
    void aReviewerOfTheModelAndAnAdministratorMay() {
        Someone reviewer = stage.someone(REVIEWER);
        stage.role(model, reviewer, ModelRole.REVIEWER);

        act(reviewer, "suspend").statusCode(200);
        act(stage.someone(ADMIN), "resume").statusCode(200);
    }

    @Test
    void theHolderMayNot() {
        act(holder, "revoke").statusCode(403).body("reason", equalTo("not-a-steward"));
    }

    @Test
    void toAStrangerTheGrantIsNotThere() {
        Someone elsewhere = stage.someone(PUBLISHER, REVIEWER);
        stage.role(stage.model(), elsewhere, ModelRole.OWNER);

        for (String act : List.of("revoke", "suspend", "resume")) {
            act(stage.someone(), act).statusCode(404);
            act(elsewhere, act).statusCode(404);
        }
        given().contentType("application/json").body(Map.of("reason", "x")).post("/api/v1/grants/" + grant.id() + "/revoke")
                .then().statusCode(401);
    }

    @Test
    void aRoleTakenAwayIsGoneAtTheNextRequest() {
        act(owner, "suspend").statusCode(200);
        stage.noRole(model, owner);

        act(owner, "resume").statusCode(404);
    }

    @Test
    void nobodyResumesTheirOwn() {
        stage.role(model, holder, ModelRole.OWNER);
        act(owner, "suspend").statusCode(200);
        Someone both = stage.someone(PUBLISHER);
        stage.role(model, both, ModelRole.OWNER);
        grant = issueTo(both);
        act(owner, "suspend").statusCode(200);

        act(both, "resume").statusCode(403).body("reason", equalTo("own-grant"));
    }

    @Test
    void aTokenWithoutTheScopeMayOnlyRead() {
        String reading = stage.token(owner.id(), Scope.READ);

        given().auth().oauth2(reading).contentType("application/json").body(Map.of("reason", "x"))
                .post("/api/v1/grants/" + grant.id() + "/revoke").then().statusCode(403)
                .body("reason", equalTo("insufficient-scope"));
    }

    @Test
    void whatEndedStaysEnded() {
        act(owner, "revoke").statusCode(200);

        act(owner, "resume").statusCode(409).body("reason", equalTo("grant-ended"));
    }

    @Test
    void whoSawAnOlderVersionIsAskedToLookAgain() {
        String seen = act(owner, "suspend").extract().header("ETag");
        act(owner, "resume").statusCode(200);

        given().auth().oauth2(owner.token()).header("If-Match", seen).contentType("application/json")
                .body(Map.of("reason", "x")).post("/api/v1/grants/" + grant.id() + "/revoke").then().statusCode(412)
                .body("reason", equalTo("stale"));
    }

    @Test
    void aChangeWithoutAReasonIsRefused() {
        for (String body : List.of("{}", "{\"reason\":\" \"}", "{\"reason\":\"\\u202e\"}",
                "{\"reason\":\"" + "x".repeat(1001) + "\"}")) {
            given().auth().oauth2(owner.token()).contentType("application/json").body(body)
                    .post("/api/v1/grants/" + grant.id() + "/revoke").then().statusCode(400)
                    .body("errors.field", contains("reason"));
        }
        given().auth().oauth2(holder.token()).get("/api/v1/grants").then().body("grants[0].state", equalTo("ACTIVE"));
    }

    @Test
    void ofManyWhoPauseAtOnceOneDoes() throws Exception {
        List<Integer> statuses = Together.run(Collections.nCopies(8, () -> response(owner, "suspend").statusCode()));

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(7);
        assertThat(events.history(grant.id())).hasSize(2);
    }

    @Test
    void theOwnersPageListsAndAsksBeforeItRevokes() {
        given().auth().oauth2(owner.token()).accept("text/html").get("/grants/model/" + model.fullName()).then().statusCode(200)
                .body(containsString(grant.reference()));
        given().auth().oauth2(owner.token()).accept("text/html").get("/grants").then().statusCode(200)
                .body(containsString("Who may download " + model.fullName()));
        given().auth().oauth2(owner.token()).accept("text/html").get("/grants/" + grant.id() + "/revoke").then().statusCode(200)
                .body(containsString("Ada Lovelace")).body(containsString("ends the grant for good"));
        given().auth().oauth2(owner.token()).accept("text/html").redirects().follow(false).formParam("reason", " ")
                .formParam("version", 0).post("/grants/" + grant.id() + "/revoke").then().statusCode(422)
                .body(containsString("Write why")).body(containsString("Choose a reason"));
        given().auth().oauth2(owner.token()).accept("text/html").queryParam("q", "a\0").get("/grants/model/" + model.fullName())
                .then().statusCode(200);
        given().auth().oauth2(owner.token()).accept("text/html").redirects().follow(false)
                .formParam("reason", "<b>it ended</b>\0").formParam("code", "ENDED")
                .formParam("version", 0).post("/grants/" + grant.id() + "/revoke").then().statusCode(303);
        given().auth().oauth2(holder.token()).accept("text/html").get("/grants").then().statusCode(200)
                .body(containsString("Your access was revoked")).body(containsString("&lt;b&gt;it ended"));
    }

    @ParameterizedTest
    @CsvSource({ "llama, BF16, true", "llama, Q8_0, true", "llama, I8, false", "qwen2, BF16, false" })
    void runningIsOfferedForWhatTheLoaderRuns(String architecture, String dtype, boolean runs) throws Exception {
        releases.release(model, "1.0.0", Map.of("model.safetensors", new byte[8]), new ModelFacts(architecture, dtype, 4));

        for (String page : List.of("/grants", "/models/" + model.fullName())) {
            String text = given().auth().oauth2(holder.token()).accept("text/html").get(page).then().statusCode(200).extract()
                    .asString();

            assertThat(text).as(page).contains("weightgate download " + model.fullName());
            assertThat(text.contains("--prompt")).as(page).isEqualTo(runs);
        }
    }

    @Test
    void aPageThatIsOutOfDateKeepsWhatWasTyped() {
        act(owner, "suspend").statusCode(200);

        String page = revoke("0").statusCode(412).body(containsString("they left the &lt;lab&gt;"))
                .body(containsString("value=\"ENDED\" selected")).body(containsString("Now: paused")).extract().asString();
        String version = page.replaceAll("(?s).*name=\"version\" value=\"([0-9]+)\".*", "$1");
        revoke(version).statusCode(303);
        revoke(version).statusCode(412).body(containsString("they left the &lt;lab&gt;"));
    }

    @Test
    void aKeyMakesACallHappenOnce() throws Exception {
        Callable<Response> suspend = () -> keyed("suspend", "k-1", "because");
        for (Response answer : Together.run(List.of(suspend, suspend, suspend))) {
            answer.then().statusCode(200).body("state", equalTo("SUSPENDED")).body("reason", equalTo("because"));
        }
        keyed("suspend", "k-1", "another reason").then().statusCode(422).body("reason", equalTo("idempotency-key-reused"));
        keyed("resume", "k-1", "because").then().statusCode(422);
        keyed("suspend", "k-2", "because").then().statusCode(409);
        keyed("resume", "k-2", "open again").then().statusCode(200).body("state", equalTo("ACTIVE"));
        keyed("suspend", "k-1", "because").then().statusCode(200).body("state", equalTo("SUSPENDED"));

        assertThat(events.history(grant.id())).extracting(Event::type)
                .containsExactly("grant.issued", "grant.suspended", "grant.resumed");
    }

    private Response keyed(String act, String key, String reason) {
        return given().auth().oauth2(owner.token()).contentType("application/json").header("Idempotency-Key", key)
                .body(Map.of("reason", reason)).post("/api/v1/grants/" + grant.id() + "/" + act);
    }

    private ValidatableResponse revoke(String version) {
        return given().auth().oauth2(owner.token()).accept("text/html").redirects().follow(false)
                .formParam("reason", "they left the <lab>").formParam("code", "ENDED").formParam("version", version)
                .post("/grants/" + grant.id() + "/revoke").then();
    }

    @Test
    void aStrangerSeesNoneOfTheOwnersPages() {
        Someone stranger = stage.someone(PUBLISHER, REVIEWER);

        given().auth().oauth2(stranger.token()).get("/grants/model/" + model.fullName()).then().statusCode(404);
        given().auth().oauth2(stranger.token()).get("/grants/" + grant.id() + "/revoke").then().statusCode(404);
        given().auth().oauth2(holder.token()).get("/grants/model/" + model.fullName()).then().statusCode(404);
        for (String page : List.of("/grants/model/" + model.fullName(), "/grants/" + grant.id() + "/revoke")) {
            given().auth().oauth2(stage.token(owner.id(), Scope.READ, Scope.APPLY)).get(page).then().statusCode(403)
                    .body("reason", equalTo("insufficient-scope"));
        }
    }

    private Grant issueTo(Someone person) {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(person.id(), model, UUID.randomUUID(), owner.id(), terms, Stage.inAMonth()));
    }

    private ValidatableResponse act(Someone person, String act) {
        return response(person, act).then();
    }

    private Response response(Someone person, String act) {
        return given().auth().oauth2(person.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/" + act);
    }
}
