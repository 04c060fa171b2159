package org.weightgate.hub;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.grants.Grant;
import org.weightgate.people.Scope;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// Whoever is turned away reads why, in the words and headers their client shows.
@QuarkusTest
class HubRefusalTest {

    @Inject
    Stage stage;
    @Inject
    ReleaseStage hub;
    @Inject
    Session database;

    private Someone person;
    private Someone owner;
    private Model model;
    private ReleaseStage.Published release;

    @BeforeEach
    void aRelease() throws Exception {
        person = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        release = hub.release(model, "1.0.0", Map.of("config.json", text("{}"), "model.safetensors", text("weights")));
    }

    @Test
    void nobody() {
        for (String path : List.of("config.json", "model.safetensors", "none.txt")) {
            given().get(file(path)).then().statusCode(401).header("X-Error-Code", equalTo("GatedRepo"))
                    .header("X-Error-Message", startsWith("Access to model " + model.fullName() + " is restricted."))
                    .header("X-Error-Message", containsString("Please log in.")).header("Location", nullValue())
                    .body("error", containsString("Please log in."));
            given().head(file(path)).then().statusCode(401).header("X-Error-Code", equalTo("GatedRepo"))
                    .contentType(startsWith("text/plain"));
        }
        given().get("/api/models/" + model.fullName() + "/auth-check").then().statusCode(401)
                .header("X-Error-Code", equalTo("GatedRepo"));
    }

    @Test
    void thereAreNoDatasets() {
        for (String path : List.of("/api/datasets/lab/words/revision/main", "/api/spaces/lab/room",
                "/datasets/lab/words/resolve/main/a.txt")) {
            given().accept("*/*").get(path).then().statusCode(404).header("X-Error-Code", equalTo("RepoNotFound"))
                    .header("X-Error-Message", containsString("no datasets")).body("error", containsString("no datasets"));
        }
    }

    @Test
    void whatNoMethodTakesIsRefusedInWords() {
        given().contentType("text/plain").body("x").post("/api/models/" + model.fullName() + "/paths-info/main").then()
                .statusCode(415).header("X-Error-Message", notNullValue()).body("error", notNullValue());
        given().delete("/api/models/" + model.fullName()).then().statusCode(405).body("error", notNullValue());
    }

    @Test
    void someoneWhoNeverAsked() {
        refused("Access to model " + model.fullName() + " is restricted and you are not in the authorized list. Visit ",
                "/models/" + model.fullName() + " to ask for access.");
        Someone holderOfAnother = stage.someone();
        Model other = stage.model();
        hub.grant(holderOfAnother, other, owner);
        given().auth().oauth2(holderOfAnother.token()).get(file("config.json")).then().statusCode(403)
                .header("X-Error-Code", equalTo("GatedRepo"));
    }

    @Test
    void whoWaits() {
        UUID request = request("SUBMITTED", null);

        refused("Your request to access model " + model.fullName() + " is with the reviewers since ",
                "/requests/" + request);
    }

    @Test
    void whoWasAskedToChangeSomething() {
        request("CHANGES_REQUESTED", "Name\r\nX-Evil: yes — your “lab”");

        refused("The reviewers asked you to change your request", "They wrote: \"Name  X-Evil: yes - your \"lab\"\".");
        given().auth().oauth2(person.token()).get(file("config.json")).then().header("X-Evil", nullValue());
    }

    @Test
    void whoWasRejected() {
        request("REJECTED", "Not for this use.");

        refused("Your request to access model " + model.fullName() + " was rejected.",
                "They wrote: \"Not for this use.\" You may apply again from");
    }

    @Test
    void whoseTimeIsOver() {
        Grant grant = hub.grant(person, model, owner);
        stage.letExpire(grant.id());

        refused("Your access to model " + model.fullName() + " ended on ", "Renew it: http");
        given().auth().oauth2(person.token()).get(file("config.json")).then()
                .header("X-Error-Message", org.hamcrest.Matchers.endsWith("/models/" + model.fullName() + "/renew"));
    }

    @Test
    void whoIsPausedOrRevoked() {
        Grant grant = hub.grant(person, model, owner);
        act(grant, "suspend");
        refused("is paused since", "They wrote: \"because\"");
        act(grant, "revoke");
        refused("was revoked on", "/grants");
    }

    @Test
    void whatWasWithdrawn() throws Exception {
        hub.grant(person, model, owner);
        stage.withdraw(release.id());

        for (String revision : List.of("1.0.0", release.commit())) {
            given().auth().oauth2(person.token()).get("/" + model.fullName() + "/resolve/" + revision + "/config.json").then()
                    .statusCode(403).header("X-Error-Code", equalTo("GatedRepo"))
                    .header("X-Error-Message", containsString("was withdrawn"))
                    .header("X-Error-Message", containsString("They wrote: \"a flaw\"."));
        }
        given().auth().oauth2(person.token()).get(file("config.json")).then().statusCode(404)
                .header("X-Error-Code", equalTo("RevisionNotFound"));
    }

    @Test
    void aReleaseOutsideTheGrant() throws Exception {
        hub.grant(person, model, owner);
        hub.release(model, "2.0.0", Map.of("config.json", text("{}")));

        refused("does not cover release 2.0.0", "/apply");
        given().auth().oauth2(person.token()).get("/" + model.fullName() + "/resolve/1.0.0/config.json").then().statusCode(200);
    }

    @Test
    void badTokens() {
        hub.grant(person, model, owner);
        for (String bad : List.of("hf_" + "a".repeat(40), "hf_short", "garbage")) {
            given().auth().oauth2(bad).get(file("config.json")).then().statusCode(401)
                    .header("X-Error-Message", equalTo("Invalid credentials in Authorization header"))
                    .header("X-Error-Code", nullValue());
            given().auth().oauth2(bad).get("/api/models/" + model.fullName()).then().statusCode(401);
        }
        stage.expireTokens(person.id());
        given().auth().oauth2(person.token()).head(file("config.json")).then().statusCode(401)
                .header("X-Error-Message", equalTo("Invalid credentials in Authorization header"));
    }

    @Test
    void aTokenOfTheWrongScope() {
        hub.grant(person, model, owner);

        given().auth().oauth2(stage.token(person.id(), Scope.APPLY)).get(file("config.json")).then().statusCode(403)
                .header("X-Error-Code", equalTo("GatedRepo")).header("X-Error-Message", containsString("lacks the scope"))
                .header("X-Error-Message", containsString("/tokens")).body("error", containsString("lacks the scope"));
    }

    @Test
    void whatAnybodyMaySeeAnyTokenOpens() {
        String api = "/api/models/" + model.fullName();
        for (String path : List.of("/revision/main", "/tree/main", "/refs")) {
            given().auth().oauth2(stage.token(person.id(), Scope.APPLY)).get(api + path).then().statusCode(200);
        }
        given().auth().oauth2(stage.token(person.id(), Scope.APPLY)).contentType("application/json")
                .body(Map.of("paths", List.of("config.json"))).post(api + "/paths-info/main").then().statusCode(200);
    }

    @Test
    void uploadsAreToldHowToPublish() {
        for (String path : List.of("/api/repos/create", "/api/models/" + model.fullName() + "/preupload/main",
                "/api/models/" + model.fullName() + "/commit/main")) {
            given().auth().oauth2(stage.token(person.id(), Scope.READ)).contentType("application/json").body("{}").post(path)
                    .then().statusCode(400).header("X-Error-Message", containsString("weightgate publish"));
        }
    }

    @Test
    void whoeverHasAccessThatEndsSoonIsTold() {
        Grant grant = hub.grant(person, model, owner);
        given().auth().oauth2(person.token()).get("/api/models/" + model.fullName() + "/revision/main").then().statusCode(200)
                .header("X-HF-Warning", nullValue());
        endIn(grant, "3 day");

        given().auth().oauth2(person.token()).get("/api/models/" + model.fullName() + "/revision/main").then().statusCode(200)
                .header("X-HF-Warning", startsWith("access; Your access to model"))
                .header("X-HF-Warning", containsString("/renew"));
    }

    @Test
    void refusalsLeaveNoRecordOfADownload() {
        given().auth().oauth2(person.token()).get(file("config.json")).then().statusCode(403);

        assertThat(stage.rows(String.class, "select path from url_mint where person_id = :id", person.id())).isEmpty();
    }

    private void refused(String begin, String rest) {
        for (String path : List.of("config.json", "model.safetensors")) {
            given().auth().oauth2(person.token()).redirects().follow(false).get(file(path)).then().statusCode(403)
                    .header("X-Error-Code", equalTo("GatedRepo")).header("X-Error-Message", containsString(begin))
                    .header("X-Error-Message", containsString(rest)).header("X-HF-Warning", startsWith("access; "))
                    .header("X-HF-Warning", containsString(begin)).header("Location", nullValue());
            given().auth().oauth2(person.token()).head(file(path)).then().statusCode(403)
                    .header("X-Error-Code", equalTo("GatedRepo")).header("X-HF-Warning", containsString(rest));
        }
        given().auth().oauth2(person.token()).get("/api/models/" + model.fullName() + "/revision/main").then().statusCode(200)
                .header("X-HF-Warning", containsString(begin));
    }

    private String file(String path) {
        return "/" + model.fullName() + "/resolve/main/" + path;
    }

    private void act(Grant grant, String act) {
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/" + act).then().statusCode(200);
    }

    private void endIn(Grant grant, String interval) {
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(
                "update access_grant set ends_at = now() + cast(:interval as interval) where id = :id")
                .setParameter("interval", interval).setParameter("id", grant.id()).executeUpdate());
    }

    private UUID request(String state, @Nullable String text) {
        UUID id = UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> database
                .createNativeMutationQuery(
                        """
                                insert into access_request (id, reference, person_id, model_id, state, revision, version, created_at, updated_at,
                                    submitted_at, reason_code, public_text, reapply_from)
                                values (:id, :reference, :person, :model, :state, 1, 1, now(), now(), now(), 'OTHER', :text,
                                    now() + interval '30 day')""")
                .setParameter("id", id).setParameter("reference", "T-" + id).setParameter("person", person.id())
                .setParameter("model", model.id()).setParameter("state", state).setParameter("text", text).executeUpdate());
        return id;
    }
}
