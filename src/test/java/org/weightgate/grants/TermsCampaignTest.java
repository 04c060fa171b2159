package org.weightgate.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.events.Event;
import org.weightgate.events.Events;
import org.weightgate.notices.Deliveries;
import org.weightgate.people.Scope;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class TermsCampaignTest {

    @Inject
    GrantDesk desk;

    @Inject
    TermsCampaigns campaigns;

    @Inject
    Events events;

    @Inject
    Deliveries deliveries;

    @Inject
    Stage stage;

    private Someone owner;
    private Someone holder;
    private Model model;
    private Grant grant;

    @BeforeEach
    void aModelWithAHolder() {
        owner = stage.someone(PUBLISHER);
        holder = stage.someone();
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        stage.release(model, "1.0", Map.of("a.bin", "a"));
        grant = issue(holder);
    }

    @Test
    void holdersAreToldAndPausedAfterTheGracePeriodAndResumedAtOnceByAccepting() {
        String sha256 = publish("Be kinder.", true, 14).statusCode(200).body("version", equalTo(2)).extract().path("sha256");
        workOff();

        assertThat(subjects()).containsExactly("[" + grant.reference() + "] New terms of " + model.fullName());
        ticket(holder).statusCode(200);

        endGrace();
        ticket(holder).statusCode(403).body("reason", equalTo("terms-outdated"))
                .body("detail", containsString("/grants/terms/" + model.fullName()));
        workOff();
        assertThat(state()).isEqualTo("SUSPENDED");
        ticket(holder).statusCode(403).body("reason", equalTo("terms-outdated"));

        accept(holder, 2, sha256).statusCode(200).body("state", equalTo("ACTIVE"));
        ticket(holder).statusCode(200);
        assertThat(events.history(grant.id())).extracting(Event::type).containsExactly("grant.issued", "grant.suspended",
                "grant.terms-accepted");
        assertThat(stage.rows(String.class, "select way from terms_acceptance where person_id = :id", holder.id()))
                .containsExactly("CAMPAIGN");
    }

    @Test
    void aKeyPublishesOnce() {
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            given().auth().oauth2(owner.token()).contentType("application/json").header("Idempotency-Key", key)
                    .body(terms("Be kinder.", true, 14)).post("/api/v1/models/" + model.fullName() + "/terms").then()
                    .statusCode(200).body("version", equalTo(2));
        }
        publish("Be kinder.", true, 14).statusCode(409).body("reason", equalTo("terms-unchanged"));
    }

    @Test
    void remindersComeOnceEach() {
        publish("Be kinder.", true, 14).statusCode(200);
        for (int i = 0; i < 3; i++) {
            workOff();
            due();
        }

        assertThat(subjects()).hasSize(3).filteredOn(subject -> subject.contains("Reminder")).hasSize(2);
    }

    @Test
    void whoAcceptedIsLeftAlone() {
        String sha256 = publish("Be kinder.", true, 14).statusCode(200).extract().path("sha256");
        accept(holder, 2, sha256).statusCode(200);
        endGrace();
        workOff();

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(events.history(grant.id())).extracting(Event::type).doesNotContain("grant.suspended");
    }

    @Test
    void aPauseForAnotherReasonIsNotLiftedByAccepting() {
        act("suspend").statusCode(200);
        String sha256 = publish("Be kinder.", true, 0).statusCode(200).extract().path("sha256");
        workOff();
        assertThat(
                stage.rows(String.class, "select text_body from outbox_mail where about = :id and subject like '%New terms%'",
                        grant.id()))
                .singleElement().asString().doesNotContain("go on downloading")
                .contains("accepting does not change that");
        accept(holder, 2, sha256).statusCode(200).body("state", equalTo("SUSPENDED")).body("suspendReason", equalTo("OWNER"));
        ticket(holder).statusCode(403).body("reason", equalTo("grant-suspended"));

        act("resume").statusCode(200).body("state", equalTo("ACTIVE"));
    }

    @Test
    void anOwnersResumptionLeavesOverdueTermsToBeAccepted() {
        act("suspend").statusCode(200);
        publish("Be kinder.", true, 0).statusCode(200);

        act("resume").statusCode(200).body("state", equalTo("SUSPENDED")).body("suspendReason", equalTo("TERMS"));
        act("resume").statusCode(409).body("reason", equalTo("waits-for-terms"));
    }

    @Test
    void whatIsAcceptedIsWhatWasRead() {
        String first = publish("Be kinder.", true, 14).extract().path("sha256");
        String second = publish("Be kindest.", true, 14).extract().path("sha256");

        accept(holder, 2, first).statusCode(409).body("reason", equalTo("terms-changed"));
        accept(holder, 3, first).statusCode(409).body("reason", equalTo("terms-changed"));
        accept(holder, 3, second).statusCode(200);
    }

    @Test
    void onlyTheOwnerPublishesAndOnlyAHolderAccepts() {
        String sha256 = publish("Be kinder.", false, 0).extract().path("sha256");
        for (Someone other : List.of(holder, stage.someone(PUBLISHER))) {
            given().auth().oauth2(other.token()).contentType("application/json").body(terms("x", true, 1))
                    .post("/api/v1/models/" + model.fullName() + "/terms").then().statusCode(404);
            given().auth().oauth2(other.token()).accept("text/html").get("/grants/model/" + model.fullName() + "/terms").then()
                    .statusCode(404);
            given().auth().oauth2(other.token()).accept("text/html").get("/grants/model/" + model.fullName() + "/terms/2")
                    .then().statusCode(404);
        }
        accept(owner, 2, sha256).statusCode(404);
        given().contentType("application/json").body(Map.of("version", 2, "sha256", sha256))
                .post("/api/v1/models/" + model.fullName() + "/terms/acceptance").then().statusCode(401);
        given().auth().oauth2(stage.token(holder.id(), Scope.READ)).contentType("application/json")
                .body(Map.of("version", 2, "sha256", sha256))
                .post("/api/v1/models/" + model.fullName() + "/terms/acceptance").then().statusCode(403);
    }

    @Test
    void badTermsAreRefusedAndWhatWasTypedStays() {
        publish("Be kind.", true, 14).statusCode(409).body("reason", equalTo("terms-unchanged"));
        publish(" ", true, 14).statusCode(400);
        publish("\u202e", true, 14).statusCode(400);
        publish("Be kind.\0", true, 14).statusCode(409).body("reason", equalTo("terms-unchanged"));
        publish("x", true, 366).statusCode(400);
        given().auth().oauth2(owner.token()).accept("text/html").contentType("application/x-www-form-urlencoded")
                .formParam("title", "").formParam("body", "kept <b>as</b> typed").formParam("mustAccept", "yes")
                .formParam("graceDays", "many").post("/grants/model/" + model.fullName() + "/terms").then().statusCode(422)
                .body(containsString("kept &lt;b&gt;as&lt;/b&gt; typed")).body(containsString("href=\"#title\""))
                .body(containsString("href=\"#graceDays\""));
    }

    @Test
    void thePagesShowTheChangeAndTheProgress() {
        publish("Be kinder.", true, 14).statusCode(200);
        given().auth().oauth2(holder.token()).accept("text/html").get("/grants/terms/" + model.fullName()).then()
                .statusCode(200).body(containsString("<del>")).body(containsString("Be kind.")).body(containsString("<ins>"));
        given().auth().oauth2(holder.token()).accept("text/html").get("/grants").then().statusCode(200)
                .body(containsString("Read and accept the terms"));
        given().auth().oauth2(owner.token()).accept("text/html").get("/grants/model/" + model.fullName() + "/terms/2").then()
                .statusCode(200).body(containsString("0 of 1 have accepted")).body(containsString(grant.reference()));
    }

    @Test
    void acceptingAndPausingAtTheSameMomentEndsOpen() throws Exception {
        for (int round = 2; round < 8; round++) {
            String sha256 = publish("Version " + round, true, 0).extract().path("sha256");
            int version = round;
            assertThat(Together.<Boolean> run(List.of(() -> {
                campaigns.workOffAll();
                return true;
            }, () -> accept(holder, version, sha256).extract().statusCode() == 200))).containsOnly(true);

            workOff();
            assertThat(state()).isEqualTo("ACTIVE");
        }
    }

    @Test
    void threeReplicasTellAndPauseOnce() throws Exception {
        for (int i = 0; i < 110; i++) {
            issue(stage.someone());
        }
        publish("Be kinder.", true, 0).statusCode(200);
        Callable<Boolean> replica = () -> {
            campaigns.workOffAll();
            return true;
        };
        Together.run(Collections.nCopies(3, replica));
        workOff();

        String mails = "select count(*) from outbox_mail m join access_grant g on g.id = m.about where g.model_id = :id"
                + " and m.subject like '%New terms%'";
        assertThat(stage.rows(Long.class, mails, model.id())).containsExactly(111L);
        assertThat(stage.rows(Long.class, "select count(*) from event e join access_grant g on g.id = e.stream"
                + " where g.model_id = :id and e.type = 'grant.suspended'", model.id())).containsExactly(111L);
    }

    @Test
    void aReplicaThatDiedLeavesItsCampaignToTheNext() {
        publish("Be kinder.", true, 14).statusCode(200);
        stage.change("update terms_campaign set lease = gen_random_uuid(), leased_until = now() + interval '1 minute'"
                + " where model_id = :id", model.id());
        campaigns.workOffAll();
        assertThat(subjects()).isEmpty();

        stage.change("update terms_campaign set leased_until = now() - interval '1 second' where model_id = :id", model.id());
        workOff();
        assertThat(subjects()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 2, 8, 16 })
    void ofOwnersWhoPublishAtOnceOneWinsAndTheOthersAreTold(int owners) throws Exception {
        var calls = new ArrayList<Callable<ValidatableResponse>>();
        for (int i = 0; i < owners; i++) {
            var body = new HashMap<>(terms("Words of owner " + i, i % 2 == 0, 14));
            body.put("replaces", 1);
            calls.add(() -> publish(body));
        }

        List<ValidatableResponse> answers = Together.run(calls);

        assertThat(answers).extracting(answer -> answer.extract().statusCode()).containsOnly(200, 409)
                .filteredOn(status -> status == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.extract().statusCode() == 409).allSatisfy(
                answer -> answer.body("reason", equalTo("terms-changed")).body("detail", containsString("Version 2")));
        assertThat(versions()).containsExactly(1, 2);
    }

    @Test
    void whoNamesNoVersionStillNeverGetsAnError() throws Exception {
        var calls = new ArrayList<Callable<ValidatableResponse>>();
        for (int i = 0; i < 8; i++) {
            Map<String, Object> body = terms("Words of owner " + i, true, 14);
            calls.add(() -> publish(body));
        }

        List<ValidatableResponse> answers = Together.run(calls);

        assertThat(answers).extracting(answer -> answer.extract().statusCode()).isSubsetOf(200, 409).contains(200);
        long published = answers.stream().filter(answer -> answer.extract().statusCode() == 200).count();
        assertThat(versions()).hasSize((int) published + 1).doesNotHaveDuplicates();
    }

    @Test
    void thePageOfTheSecondOwnerShowsWhatTheFirstWroteAndKeepsTheirs() {
        publish("Be kinder. Cite us.", false, 14).statusCode(200);

        String page = form("Be kinder and share.", "1").statusCode(409).extract().asString();

        assertThat(page).contains("Version 2 was published while you were writing", "Cite us.", "Be kinder and share.",
                "name=\"replaces\" value=\"2\"");
        assertThat(versions()).containsExactly(1, 2);
        form("Be kinder and share.", "2").statusCode(303);
        assertThat(versions()).containsExactly(1, 2, 3);
    }

    /// The portal's own schedule may have taken the campaign a moment before, and still be at it.
    private void workOff() {
        for (int tries = 0; tries < 400 && isDue(); tries++) {
            campaigns.workOffAll();
            LockSupport.parkNanos(50_000_000);
        }
        assertThat(isDue()).isFalse();
    }

    private boolean isDue() {
        return stage.rows(Long.class, "select count(*) from terms_campaign where model_id = :id and step <> 'DONE'"
                + " and due_at <= now()", model.id()).getFirst() > 0;
    }

    private ValidatableResponse form(String body, String replaces) {
        return given().redirects().follow(false).auth().oauth2(owner.token()).header("Sec-Fetch-Site", "same-origin")
                .formParam("title", "Terms").formParam("body", body).formParam("graceDays", "14")
                .formParam("replaces", replaces).post("/grants/model/" + model.fullName() + "/terms").then();
    }

    private List<Integer> versions() {
        return stage.rows(Integer.class, "select version from terms_version where model_id = :id order by 1", model.id());
    }

    private Grant issue(Someone person) {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(person.id(), model, UUID.randomUUID(), owner.id(), terms, Stage.inAMonth()));
    }

    private ValidatableResponse publish(String body, boolean mustAccept, int graceDays) {
        return publish(terms(body, mustAccept, graceDays));
    }

    private ValidatableResponse publish(Map<String, Object> body) {
        return given().auth().oauth2(owner.token()).contentType("application/json").body(body)
                .post("/api/v1/models/" + model.fullName() + "/terms").then();
    }

    private static Map<String, Object> terms(String body, boolean mustAccept, int graceDays) {
        return Map.of("title", "Terms", "body", body, "mustAccept", mustAccept, "graceDays", graceDays);
    }

    private ValidatableResponse accept(Someone person, int version, String sha256) {
        return given().auth().oauth2(person.token()).contentType("application/json")
                .body(Map.of("version", version, "sha256", sha256))
                .post("/api/v1/models/" + model.fullName() + "/terms/acceptance").then();
    }

    private ValidatableResponse act(String act) {
        return given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/" + act).then();
    }

    private ValidatableResponse ticket(Someone person) {
        return given().auth().oauth2(person.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0/tickets").then();
    }

    private void endGrace() {
        stage.change(
                "update terms_version set grace_ends_at = now() - interval '1 second' where model_id = :id and must_accept",
                model.id());
        stage.change("update terms_campaign set step = 'PAUSE', due_at = now() - interval '1 second' where model_id = :id",
                model.id());
    }

    private void due() {
        stage.change("update terms_campaign set due_at = now() - interval '1 second' where model_id = :id and step <> 'PAUSE'",
                model.id());
    }

    private String state() {
        return stage.rows(String.class, "select state from access_grant where id = :id", grant.id()).getFirst();
    }

    private List<String> subjects() {
        return deliveries.about(grant.id()).stream().map(mail -> mail.subject()).filter(subject -> subject.contains("erms"))
                .toList();
    }
}
