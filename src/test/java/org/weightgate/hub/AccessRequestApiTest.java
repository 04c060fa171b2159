package org.weightgate.hub;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.weightgate.testing.ReleaseStage.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

/// The seven calls of the Python client, and who may not make them.
@QuarkusTest
class AccessRequestApiTest {

    @Inject
    Stage stage;
    @Inject
    RequestStage requests;
    @Inject
    ReleaseStage releases;
    @Inject
    Session database;

    private Model model;
    private Person owner;
    private Person bob;
    private String token;

    @BeforeEach
    void aModelAndItsOwner() {
        model = requests.model(1);
        owner = requests.person("Olga Owner", "publisher");
        requests.appoint(owner.id(), model, ModelRole.OWNER);
        bob = requests.person("Bob Applicant");
        token = stage.token(owner.id(), Scope.REVIEW);
    }

    @Test
    void aRequestIsListedWithWhatWasAnswered() {
        requests.submitted(bob, model);

        list("pending").body("size()", equalTo(1)).body("[0].user.user", equalTo(bob.username()))
                .body("[0].user.fullname", equalTo("Bob Applicant")).body("[0].user.email", equalTo(bob.email()))
                .body("[0].status", equalTo("pending")).body("[0].timestamp", matchesPattern(".*\\.[0-9]{3}Z"))
                .body("[0].fields", notNullValue()).body("[0].fields.size()", greaterThan(2));
        list("accepted").body("size()", equalTo(0));
        list("rejected").body("size()", equalTo(0));
    }

    @Test
    void whatTheOwnerHasAPartInIsInNoListOfTheirs() {
        Person carol = requests.person("Carol Applicant");
        UUID joined = requests.submitted(bob, model);
        requests.submitted(owner, model);
        requests.submitted(carol, model);
        requests.joined(joined, owner);

        list("pending").body("user.user", equalTo(List.of(carol.username())));
        Person other = requests.person("Otto Owner", "publisher");
        requests.appoint(other.id(), model, ModelRole.OWNER);
        token = stage.token(other.id(), Scope.REVIEW);
        list("pending").body("user.user", hasItems(bob.username(), owner.username(), carol.username()));
        handle(bob, "accepted").statusCode(200);
        list("accepted").body("user.user", hasItem(bob.username()));
        token = stage.token(owner.id(), Scope.REVIEW);
        list("accepted").body("size()", equalTo(0));
    }

    @Test
    void acceptingLetsThePersonDownload() throws Exception {
        requests.submitted(bob, model);
        releases.release(model, "1.0.0", Map.of("config.json", text("{}")));

        handle(bob, "accepted").statusCode(200).contentType("application/json").body("size()", equalTo(0));

        list("pending").body("size()", equalTo(0));
        list("accepted").body("user.user", equalTo(List.of(bob.username()))).body("[0].fields.size()",
                greaterThan(2));
        given().auth().oauth2(stage.token(bob.id(), Scope.READ)).get("/" + model.fullName() + "/resolve/main/config.json")
                .then()
                .statusCode(200);
        handle(bob, "accepted").statusCode(400).header("X-Error-Message", containsString("already has access"));
    }

    @Test
    void rejectingTellsThePersonWhy() throws Exception {
        UUID id = requests.submitted(bob, model);
        releases.release(model, "1.0.0", Map.of("config.json", text("{}")));

        call("handle", Map.of("user", bob.username(), "status", "rejected", "rejectionReason", "no")).statusCode(200);

        list("rejected").body("user.user", equalTo(List.of(bob.username())));
        assertThat(stage.rows(String.class, "select reason_code || ' ' || public_text from access_request where id = :id", id))
                .containsExactly("OTHER no (no more words were given)");
        given().auth().oauth2(stage.token(bob.id(), Scope.READ)).get("/" + model.fullName() + "/resolve/main/config.json")
                .then()
                .statusCode(403).header("X-Error-Message", containsString("They wrote: \"no (no more words were given)\"."));
        handle(bob, "accepted").statusCode(404);
        handle(bob, "rejected").statusCode(404);
        handle(bob, "pending").statusCode(404).body("error", containsString("not reopened"));
    }

    @Test
    void accessIsTakenBackGivenAgainAndEnded() throws Exception {
        requests.submitted(bob, model);
        releases.release(model, "1.0.0", Map.of("config.json", text("{}")));
        handle(bob, "accepted").statusCode(200);

        handle(bob, "pending").statusCode(200);
        list("pending").body("user.user", equalTo(List.of(bob.username())));
        download(bob).then().statusCode(403).header("X-Error-Message", containsString("is paused"));
        handle(bob, "accepted").statusCode(200);
        download(bob).then().statusCode(200);
        call("handle", Map.of("user", bob.username(), "status", "rejected", "rejectionReason", "Your account was shared"))
                .statusCode(200);

        list("accepted").body("size()", equalTo(0));
        list("rejected").body("user.user", hasItem(bob.username()));
        download(bob).then().statusCode(403).header("X-Error-Message", containsString("Your account was shared"));
    }

    @Test
    void aRenewalIsWhatIsDecidedAndTheAccessStays() throws Exception {
        requests.submitted(bob, model);
        releases.release(model, "1.0.0", Map.of("config.json", text("{}")));
        handle(bob, "accepted").statusCode(200);
        requests.renewed(bob, model);
        list("pending").body("user.user", equalTo(List.of(bob.username())));
        list("accepted").body("user.user", equalTo(List.of(bob.username())));

        handle(bob, "rejected").statusCode(200);

        assertThat(states()).containsExactly("APPROVED", "REJECTED");
        list("pending").body("size()", equalTo(0));
        list("rejected").body("size()", equalTo(0));
        list("accepted").body("user.user", equalTo(List.of(bob.username())));
        download(bob).then().statusCode(200);
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(
                "update access_request set reapply_from = now() where model_id = :model and state = 'REJECTED'")
                .setParameter("model", model.id()).executeUpdate());
        requests.renewed(bob, model);
        handle(bob, "accepted").statusCode(200);
        assertThat(states()).containsExactly("APPROVED", "REJECTED", "APPROVED");
        handle(bob, "accepted").statusCode(400);
        download(bob).then().statusCode(200);
    }

    @Test
    void whileItIsTheApplicantsTurnNothingIsDecidedAndTheAccessStays() {
        requests.submitted(bob, model);
        handle(bob, "accepted").statusCode(200);
        requests.askForChanges(requests.renewed(bob, model), owner, "Say where it was used.", List.of());
        list("pending").body("user.user", equalTo(List.of(bob.username())));

        for (String status : List.of("accepted", "rejected")) {
            handle(bob, status).statusCode(409).body("reason", equalTo("wrong-state"));
        }

        list("accepted").body("user.user", equalTo(List.of(bob.username())));
    }

    @Test
    void whoIsRejectedWaitsBeforeTheyApplyAgain() {
        requests.submitted(bob, model);
        handle(bob, "accepted").statusCode(200);

        call("handle", Map.of("user", bob.username(), "status", "rejected", "rejectionReason", "Shared \u202ewith others"))
                .statusCode(200);

        list("rejected").body("user.user", equalTo(List.of(bob.username())));
        for (String other : List.of("reset", "accepted", "pending")) {
            list(other).body("size()", equalTo(0));
        }
        apply(bob).statusCode(409).body("reason", equalTo("too-soon"));
        assertThat(stage.rows(String.class, "select state_text from access_grant where model_id = :id", model.id()))
                .singleElement().asString().startsWith("Shared with others\nYou may apply again from ");
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(
                "update access_grant set state_since = now() - interval '31 days' where model_id = :model")
                .setParameter("model", model.id()).executeUpdate());
        requests.submitted(bob, model);
        list("pending").body("user.user", equalTo(List.of(bob.username())));
        list("rejected").body("size()", equalTo(0));
    }

    @Test
    void theAnswersAreUnderTheNameOfWhoGaveThemOnly() {
        Person member = requests.person("Mia Member");
        requests.joined(requests.submitted(bob, model), member);

        handle(bob, "accepted").statusCode(200);

        list("accepted").body("user.user", hasItems(bob.username(), member.username()))
                .body("find { it.user.user == '" + bob.username() + "' }.fields.size()", greaterThan(2))
                .body("find { it.user.user == '" + member.username() + "' }.fields.size()", equalTo(0));
    }

    @Test
    void resetEndsAccessAndThePersonMayApplyAgain() {
        requests.submitted(bob, model);
        handle(bob, "reset").statusCode(404);
        handle(bob, "accepted").statusCode(200);

        call("handle", Map.of("user", bob.username(), "status", "reset", "resetReason", "Apply with your new affiliation"))
                .statusCode(200);

        list("reset").body("user.user", equalTo(List.of(bob.username())));
        list("rejected").body("size()", equalTo(0));
        requests.submitted(bob, model);
        list("pending").body("user.user", equalTo(List.of(bob.username())));
        list("reset").body("size()", equalTo(0));
        handle(bob, "rejected").statusCode(200);
        list("rejected").body("user.user", equalTo(List.of(bob.username())));
        list("reset").body("size()", equalTo(0));
    }

    @Test
    void grantingAcceptsAWaitingRequestAndNothingElse() {
        call("grant", Map.of("user", bob.username())).statusCode(404).header("X-Error-Message",
                containsString("has no request that waits"));
        requests.submitted(bob, model);

        call("grant", Map.of("user", bob.username())).statusCode(200);

        list("accepted").body("user.user", equalTo(List.of(bob.username())));
        call("grant", Map.of("user", bob.username())).statusCode(400);
    }

    @Test
    void aQuorumStaysAQuorum() {
        Model strict = requests.model(2);
        requests.appoint(owner.id(), strict, ModelRole.OWNER);
        requests.submitted(bob, strict);

        given().auth().oauth2(token).contentType("application/json").body(Map.of("user", bob.username(), "status", "accepted"))
                .post("/api/models/" + strict.fullName() + "/user-access-request/handle").then().statusCode(200);

        given().auth().oauth2(token).get("/api/models/" + strict.fullName() + "/user-access-request/pending").then()
                .body("size()", equalTo(1));
        given().auth().oauth2(token).contentType("application/json").body(Map.of("user", bob.username(), "status", "accepted"))
                .post("/api/models/" + strict.fullName() + "/user-access-request/handle").then().statusCode(409)
                .header("X-Error-Message", containsString("already approved"));
    }

    @Test
    void aModelThatAsksForASecondFactorAsksHereToo() {
        requests.submitted(bob, model);
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(
                "update access_policy set step_up = true where model_id = :model").setParameter("model", model.id())
                .executeUpdate());

        handle(bob, "accepted").statusCode(403).header("X-Error-Message", notNullValue())
                .body("reason", equalTo("step-up-required"));
    }

    @Test
    void whatTheDeskRefusesThisRefusesToo() {
        requests.submitted(owner, model);
        handle(owner, "accepted").statusCode(403).header("X-Error-Message", containsString("own request"));
        requests.submitted(bob, model);
        requests.newTerms(model, 2);

        handle(bob, "accepted").statusCode(409).header("X-Error-Message", containsString("version 2"));
    }

    @Test
    void twoDecisionsAtOnceLeadToOne() throws Exception {
        requests.submitted(bob, model);
        Callable<Integer> accept = () -> post("handle", Map.of("user", bob.username(), "status", "accepted")).statusCode();
        Callable<Integer> reject = () -> post("handle",
                Map.of("user", bob.username(), "status", "rejected", "rejectionReason", "Not for this use.")).statusCode();

        List<Integer> codes = Together.run(List.of(accept, reject, accept, reject));

        assertThat(codes).contains(200).allMatch(code -> List.of(200, 400, 404, 409, 412).contains(code));
        assertThat(stage.rows(Long.class, "select count(*) from access_request where model_id = :id and decided_at is not null",
                model.id())).containsExactly(1L);
    }

    @Test
    void othersAreTurnedAway() {
        requests.submitted(bob, model);
        String lists = "/api/models/" + model.fullName() + "/user-access-request/";
        Person stranger = requests.person("Stranger", "reviewer", "publisher");

        given().get(lists + "pending").then().statusCode(401).header("X-Error-Message", notNullValue());
        for (String other : List.of(stage.token(stranger.id(), Scope.REVIEW), stage.token(bob.id(), Scope.REVIEW))) {
            given().auth().oauth2(other).get(lists + "pending").then().statusCode(403)
                    .header("X-Error-Message", containsString("Only the owners"));
            given().auth().oauth2(other).contentType("application/json")
                    .body(Map.of("user", bob.username(), "status", "accepted")).post(lists + "handle").then().statusCode(403);
        }
        given().auth().oauth2(stage.token(owner.id(), Scope.READ, Scope.APPLY)).get(lists + "pending").then().statusCode(403)
                .header("X-Error-Message", containsString("lacks the scope"));
        list("pending").body("size()", equalTo(1));
    }

    @Test
    void brokenRequestsGetAClearAnswer() {
        for (Map<String, Object> body : List.<Map<String, Object>> of(Map.of(), Map.of("user", bob.username()),
                Map.of("status", "accepted"), Map.of("user", bob.username(), "status", "nonsense"))) {
            call("handle", body).statusCode(400).header("X-Error-Message", notNullValue());
        }
        call("handle", Map.of("user", "nobody\0-" + UUID.randomUUID(), "status", "accepted")).statusCode(404);
        list("nonsense").statusCode(404);
        given().auth().oauth2(token).get(path("pending?cursor=x")).then().statusCode(400);
        given().auth().oauth2(token).get("/api/models/lab/none/user-access-request/pending").then().statusCode(404)
                .header("X-Error-Code", equalTo("RepoNotFound"));
    }

    @Test
    void listsComeInPages() {
        for (int person = 0; person < 5; person++) {
            requests.submitted(requests.person("Applicant " + person), model);
        }
        var names = new ArrayList<String>();
        String next = path("pending?limit=2");
        while (next != null) {
            Response page = given().auth().oauth2(token).urlEncodingEnabled(false).get(next);
            names.addAll(page.jsonPath().getList("user.fullname", String.class));
            next = page.header("Link") == null ? null : page.header("Link").replaceFirst("<(.*)>; rel=\"next\"", "$1");
        }

        assertThat(names).containsExactly("Applicant 0", "Applicant 1", "Applicant 2", "Applicant 3", "Applicant 4");
        list("pending").header("Link", not(notNullValue()));
    }

    @Test
    void aClientThatFollowsNoLinkSeesMoreThanAHundred() {
        requests.crowd(model, 101, "Crowd");

        list("pending").body("size()", equalTo(101)).header("Link", not(notNullValue()));
    }

    private List<String> states() {
        return stage.rows(String.class, "select state from access_request where model_id = :id order by created_at",
                model.id());
    }

    private ValidatableResponse apply(Person person) {
        return given().auth().oauth2(stage.token(person.id(), Scope.APPLY)).contentType("application/json")
                .body(Map.of("role", "PhD student")).put("/api/v1/models/" + model.fullName() + "/request").then();
    }

    private Response download(Person person) {
        return given().auth().oauth2(stage.token(person.id(), Scope.READ))
                .get("/" + model.fullName() + "/resolve/main/config.json");
    }

    private ValidatableResponse list(String which) {
        return given().auth().oauth2(token).get(path(which)).then();
    }

    private ValidatableResponse handle(Person person, String status) {
        return call("handle", Map.of("user", person.username(), "status", status));
    }

    private ValidatableResponse call(String what, Map<String, Object> body) {
        return post(what, body).then();
    }

    private Response post(String what, Map<String, Object> body) {
        return given().auth().oauth2(token).contentType("application/json").body(body).post(path(what));
    }

    private String path(String rest) {
        return "/api/models/" + model.fullName() + "/user-access-request/" + rest;
    }
}
