package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.weightgate.people.RealmRole.REVIEWER;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class RenewalTest {

    private static final String SUMMARY = "Two papers on evaluation, <b>bold</b> claims withdrawn.";

    @Inject
    Stage stage;

    private Someone holder;
    private Someone reviewer;
    private Model model;
    private String path;
    private String approved;

    @BeforeEach
    void someoneHoldsAGrant() {
        holder = stage.someone();
        reviewer = stage.someone(REVIEWER);
        model = stage.model();
        path = "/api/v1/models/" + model.fullName();
        stage.role(model, reviewer, ModelRole.REVIEWER);
        stage.release(model, "1.0", Map.of("a.bin", "a"));
        approved = send(draft());
        approve(approved);
        ticket().statusCode(200);
    }

    @Test
    void theOldGrantWorksUntilTheNewOneTakesItsPlace() {
        String draft = renew(Map.of("summary", SUMMARY, "publications", List.of("https://example.org/paper")))
                .statusCode(201).extract().path("id");
        String id = send(given().auth().oauth2(holder.token()).get("/api/v1/requests/" + draft));
        assertThat(id).isEqualTo(draft);
        ticket().statusCode(200);

        as(reviewer).get("/api/v1/review/requests/" + id).then().body("answers.id", hasItems("usage",
                "publications", "downloaded")).body("answers.text", hasItem(SUMMARY));
        approve(id);

        assertThat(stage.rows(String.class, "select state from access_grant where person_id = :id order by id", holder.id()))
                .containsExactly("SUPERSEDED", "ACTIVE");
        ticket().statusCode(200);
    }

    @Test
    void theFormSaysWhatIsMissingAndKeepsWhatWasTyped() {
        given().auth().oauth2(holder.token()).accept("text/html").get("/models/" + model.fullName() + "/renew").then()
                .statusCode(200).body(containsString("1 file"));
        given().auth().oauth2(holder.token()).accept("text/html").contentType("application/x-www-form-urlencoded")
                .formParam("summary", "too short").formParam("publications", "no address").post("/models/" + model.fullName()
                        + "/renew")
                .then().statusCode(403);
        renew(Map.of("summary", "too short")).statusCode(422).body("reason", equalTo("invalid-answers"));
        renew(Map.of("summary", SUMMARY, "publications", List.of("no address"))).statusCode(422);
    }

    @Test
    void whatWasWrittenForARenewalThatLapsedBeginsTheNextOne() {
        String first = renew(Map.of("summary", SUMMARY, "publications", List.of("https://example.org/paper"))).statusCode(201)
                .extract().path("id");
        stage.change(
                "update request_draft set answers = answers || '{\"role\": \"Professor since May\"}' where request_id = :id",
                UUID.fromString(first));
        stage.change("update access_request set state = 'LAPSED', decided_at = now() where person_id = :id and state = 'DRAFT'",
                holder.id());

        given().auth().oauth2(holder.token()).accept("text/html").get("/models/" + model.fullName() + "/renew").then()
                .statusCode(200).body(containsString("claims withdrawn.")).body(containsString("https://example.org/paper"));
        given().auth().oauth2(holder.token()).accept("text/html").get("/requests/" + first).then().statusCode(200)
                .body(containsString("go-renew")).body(not(containsString("go-again")));
        String second = renew(Map.of("summary", SUMMARY)).statusCode(201).extract().path("id");

        as(holder).get("/api/v1/requests/" + second).then().body("answers.role", equalTo("Professor since May"));
    }

    @Test
    void nobodyRenewsWhatTheyNeverHad() {
        given().auth().oauth2(stage.someone().token()).contentType("application/json").body(Map.of("summary", SUMMARY))
                .post(path + "/renewal").then().statusCode(404);
        given().contentType("application/json").body(Map.of("summary", SUMMARY)).post(path + "/renewal").then().statusCode(401);
    }

    @Test
    void whatWasRevokedIsNotRenewed() {
        stage.change("update access_grant set state = 'REVOKED', revoke_reason = 'OTHER' where person_id = :id", holder.id());

        renew(Map.of("summary", SUMMARY)).statusCode(404);
        given().auth().oauth2(holder.token()).accept("text/html").redirects().follow(false)
                .get("/models/" + model.fullName() + "/renew").then().statusCode(303)
                .header("Location", endsWith("/apply"));
    }

    @Test
    void whatWasApprovedIsNotCopiedPastTheReport() {
        for (String state : List.of("ACTIVE", "REVOKED")) {
            stage.change("update access_grant set state = '" + state + "', revoke_reason = case when '" + state
                    + "' = 'REVOKED' then 'OTHER' end where person_id = :id", holder.id());

            as(holder).post("/api/v1/requests/" + approved + "/copies").then().statusCode(409)
                    .body("reason", equalTo("only-renewed"));
        }
        assertThat(stage.rows(String.class, "select state from access_request where person_id = :id", holder.id()))
                .containsExactly("APPROVED");
    }

    @Test
    void theFormLeadsAHolderToTheReportFirst() {
        draft().then().statusCode(409).body("reason", equalTo("only-renewed"));
        as(holder).accept("text/html").redirects().follow(false).get("/models/" + model.fullName() + "/apply").then()
                .statusCode(303).header("Location", endsWith("/renew"));

        stage.change("update access_grant set state = 'REVOKED', revoke_reason = 'OTHER' where person_id = :id", holder.id());
        as(holder).accept("text/html").redirects().follow(false).get("/models/" + model.fullName() + "/apply").then()
                .statusCode(200);
        draft().then().statusCode(201);
    }

    @Test
    void theHolderSeesTheReportThatIsSent() {
        renew(Map.of("summary", SUMMARY)).statusCode(201);

        for (String page : List.of("/apply", "/apply/review")) {
            as(holder).accept("text/html").get("/models/" + model.fullName() + page).then().statusCode(200)
                    .body(containsString("&lt;b&gt;bold&lt;/b&gt; claims")).body(containsString("1 file of 1.0"));
        }
    }

    @Test
    void theReportStaysAsItWasSent() {
        String id = renew("once", SUMMARY).statusCode(201).extract().path("id");

        renew("once", SUMMARY).statusCode(201).body("id", equalTo(id));
        renew("once", "Another report under the same key.").statusCode(422)
                .body("reason", equalTo("idempotency-key-reused"));
        send(given().auth().oauth2(holder.token()).get("/api/v1/requests/" + id));
        renew("once", "Another report under the same key.").statusCode(422);
        as(reviewer).get("/api/v1/review/requests/" + id).then().body("answers.text", hasItem(SUMMARY));
    }

    @Test
    void aRenewalBegunBeforeARejectionIsNotSentBeforeTheWaitIsOver() {
        String draft = renew(Map.of("summary", SUMMARY)).statusCode(201).extract().path("id");
        stage.change("update access_grant set state = 'REVOKED', revoke_reason = 'REJECTED', state_since = now()"
                + " where person_id = :id", holder.id());

        submit(as(holder).get("/api/v1/requests/" + draft)).statusCode(409).body("reason", equalTo("too-soon"));

        stage.change("update access_request set state = 'LAPSED', decided_at = now() where person_id = :id and state = 'DRAFT'",
                holder.id());
        as(holder).accept("text/html").redirects().follow(false).get("/models/" + model.fullName() + "/apply").then()
                .statusCode(303).header("Location", endsWith("/grants"));
        stage.change("update access_grant set state_since = now() - interval '400 days' where person_id = :id", holder.id());
        as(holder).accept("text/html").get("/models/" + model.fullName() + "/apply").then().statusCode(200);
    }

    @Test
    void oneRenewalAtATime() {
        renew(Map.of("summary", SUMMARY)).statusCode(201);
        renew(Map.of("summary", SUMMARY)).statusCode(409).body("reason", equalTo("already-started"));
    }

    private ValidatableResponse renew(String key, String summary) {
        return as(holder).contentType("application/json").header("Idempotency-Key", key).body(Map.of("summary", summary))
                .post(path + "/renewal").then();
    }

    private ValidatableResponse renew(Map<String, ?> report) {
        return as(holder).contentType("application/json").body(report).post(path + "/renewal").then();
    }

    private Response draft() {
        var answers = new HashMap<String, Object>(KnownAnswers.COMPLETE);
        answers.put("links", List.of("https://example.org/ada"));
        return as(holder).contentType("application/json").body(answers).put(path + "/request");
    }

    private String send(Response draft) {
        submit(draft).statusCode(200);
        return draft.jsonPath().getString("id");
    }

    private ValidatableResponse submit(Response draft) {
        JsonPath request = draft.then().extract().jsonPath();
        return as(holder).contentType("application/json").header("If-Match", draft.header("ETag"))
                .body(Map.of("termsVersion", request.getInt("termsInForce.version"), "termsSha256",
                        request.getString("termsInForce.sha256")))
                .post("/api/v1/requests/" + request.getString("id") + "/submit").then();
    }

    private void approve(String id) {
        Response sheet = as(reviewer).get("/api/v1/review/requests/" + id);
        as(reviewer).contentType("application/json").header("If-Match", sheet.header("ETag"))
                .body(Map.of("revision", sheet.jsonPath().getInt("revision"), "factsDigest",
                        sheet.jsonPath().getString("factsDigest"), "verdict", "APPROVE"))
                .post("/api/v1/requests/" + id + "/decisions").then().statusCode(200).body("state", equalTo("APPROVED"));
    }

    private ValidatableResponse ticket() {
        return as(holder).contentType("application/json").body("{}").post(path + "/releases/1.0/tickets").then();
    }

    private static RequestSpecification as(Someone person) {
        return given().auth().oauth2(person.token());
    }
}
