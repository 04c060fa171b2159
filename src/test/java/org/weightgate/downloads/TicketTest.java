package org.weightgate.downloads;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.catalogue.Blobs;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.S3Config;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantDesk;
import org.weightgate.people.Scope;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class TicketTest {

    @Inject
    GrantDesk desk;
    @Inject
    S3Config config;
    @Inject
    Stage stage;

    private Someone holder;
    private Someone owner;
    private Model model;
    private UUID release;
    private Grant grant;

    @BeforeEach
    void aReleaseOfTwoFilesAndSomeoneWhoMayHaveThem() {
        holder = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        release = stage.release(model, "1.0.0",
                new TreeMap<>(Map.of("model.safetensors", "weights " + model.id(), "sub/tokenizer é.json", "{}")));
        grant = issueTo(holder);
    }

    @Test
    void aGrantGivesOneUrlPerFile() {
        mint(holder).then().statusCode(200).header("Cache-Control", containsString("no-store"))
                .body("files.path", equalTo(List.of("model.safetensors", "sub/tokenizer é.json")))
                .body("files[0].size", equalTo(("weights " + model.id()).length()));

        String url = url(mint(holder, "model.safetensors"));
        assertThat(url).contains("x-weightgate-trace=" + grant.traceId(), "X-Amz-SignedHeaders=host&", "X-Amz-Expires=600");
        follow().get(url).then().statusCode(200).body(equalTo("weights " + model.id()))
                .header("Content-Disposition", equalTo("attachment; filename=\"model.safetensors\""));
        follow().header("Range", "bytes=0-6").get(url).then().statusCode(206).body(equalTo("weights"));
    }

    @Test
    void everyUrlLeavesOneRecordWithoutTheUrl() {
        mint(holder);

        assertThat(stage.rows(String.class, """
                select path || ' ' || ttl_seconds || ' ' || trace_id || ' ' || network from url_mint
                where grant_id = :id order by path""", grant.id()))
                .containsExactly("model.safetensors 600 " + grant.traceId() + " 127.0.0.0/24",
                        "sub/tokenizer é.json 600 " + grant.traceId() + " 127.0.0.0/24");
        assertThat(stage.rows(String.class, "select cast(row_to_json(u) as text) from url_mint u where grant_id = :id",
                grant.id())).hasSize(2).noneMatch(row -> row.contains("X-Amz") || row.contains("http"));
    }

    @Test
    void whetherATicketWouldBeGivenIsSaidWithoutGivingOrRecordingOne() {
        look(holder).then().statusCode(204);
        look(stage.someone()).then().statusCode(403).body("reason", equalTo("not-approved"));
        given().get(tickets()).then().statusCode(401);
        act("suspend");
        look(holder).then().statusCode(403).body("reason", equalTo("grant-suspended"));

        assertThat(stage.rows(Long.class, "select count(*) from url_mint where grant_id = :id", grant.id()))
                .containsExactly(0L);
        assertThat(stage.rows(Long.class, "select count(*) from ticket where grant_id = :id", grant.id())).containsExactly(0L);
    }

    @ParameterizedTest
    @CsvSource({ "person_id, person", "grant_id, access_grant", "release_id, release" })
    void aRecordNamesWhatExistsAndKeepsItFromBeingDeleted(String column, String table) {
        mint(holder);

        assertThatThrownBy(() -> stage.change("update url_mint set " + column + " = gen_random_uuid() where grant_id = :id",
                grant.id())).hasMessageContaining("url_mint names no ");
        assertThatThrownBy(() -> stage.change("delete from " + table + " where id = (select " + column
                + " from url_mint where grant_id = :id limit 1)", grant.id())).hasMessageContaining("is named in url_mint");
        assertThatThrownBy(() -> stage.change("update " + table + " set id = gen_random_uuid() where id = (select " + column
                + " from url_mint where grant_id = :id limit 1)", grant.id())).hasMessageContaining("is named in url_mint");
    }

    @Test
    void anAlteredUrlIsRefusedByTheStore() {
        String url = url(mint(holder, "model.safetensors"));

        follow().get(url.replace("X-Amz-Expires=600", "X-Amz-Expires=601")).then().statusCode(403);
        follow().get(url.replace(grant.traceId(), UUID.randomUUID().toString())).then().statusCode(403);
        follow().get(url.replaceFirst("x-weightgate-trace=[^&]*&", "")).then().statusCode(403);
        follow().get(url.replace("model.safetensors", "other.exe")).then().statusCode(403);
        follow().get(url.replaceFirst("/blobs/[0-9a-f]{8}", "/blobs/00000000")).then().statusCode(403);
        follow().head(url).then().statusCode(403);
        follow().put(url).then().statusCode(403);
    }

    @Test
    void anExpiredUrlIsRefusedByTheStore() {
        var signer = S3WeightStore.signer(config);
        String file = Blobs.key(model.id(), Stage.sha256("{}"));
        Instant aMinuteAgo = Instant.now().minusSeconds(60);

        follow().get(signer.url(file, Map.of(), Duration.ofMinutes(10), aMinuteAgo)).then().statusCode(200);
        follow().get(signer.url(file, Map.of(), Duration.ofSeconds(5), aMinuteAgo)).then().statusCode(403);
    }

    @Test
    void whoHasNoGrantIsToldWhatToDo() {
        mint(stage.someone()).then().statusCode(403).contentType(startsWith("application/problem+json"))
                .body("reason", equalTo("not-approved"))
                .body("detail", containsString("/models/" + model.fullName() + " to ask for access."));
        mint(owner).then().statusCode(403).body("reason", equalTo("not-approved"));
    }

    @Test
    void nobodyElsesGrantOpensAnything() {
        Model other = stage.model();
        stage.release(other, "1.0.0", Map.of("a.bin", "a"));

        given().auth().oauth2(holder.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/" + other.fullName() + "/releases/1.0.0/tickets").then().statusCode(403);
    }

    @Test
    void withoutSignInThereIsNoTicket() {
        given().contentType("application/json").body("{}").post(tickets()).then().statusCode(401);
        given().auth().oauth2("hf_" + "x".repeat(40)).contentType("application/json").body("{}").post(tickets()).then()
                .statusCode(401);
    }

    @Test
    void aTokenWithoutTheReadScopeGetsNoTicket() {
        given().auth().oauth2(stage.token(holder.id(), Scope.APPLY)).contentType("application/json").body("{}").post(tickets())
                .then().statusCode(403).body("reason", equalTo("insufficient-scope"));
    }

    @Test
    void whatIsPausedOrRevokedStopsAtTheNextTicket() {
        act("suspend");
        mint(holder).then().statusCode(403).body("reason", equalTo("grant-suspended"));
        act("resume");
        mint(holder).then().statusCode(200);
        act("revoke");
        mint(holder).then().statusCode(403).body("reason", equalTo("grant-revoked"));
    }

    @Test
    void theClockEndsAGrantBeforeTheScheduleDoes() {
        stage.letExpire(grant.id());

        mint(holder).then().statusCode(403).body("reason", equalTo("grant-expired"));
    }

    @Test
    void aReleaseOutsideTheGrantIsRefused() {
        stage.release(model, "2.0.0", Map.of("a.bin", "a"));

        given().auth().oauth2(holder.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/" + model.fullName() + "/releases/2.0.0/tickets").then().statusCode(403)
                .body("reason", equalTo("not-approved")).body("detail", containsString("does not cover"));
    }

    @Test
    void aWithdrawnReleaseIsGone() {
        stage.withdraw(release);

        mint(holder).then().statusCode(410).body("reason", equalTo("release-withdrawn"));
    }

    @Test
    void whatIsNotThereIsNamed() {
        mint(holder, "no-such.bin").then().statusCode(404).body("reason", equalTo("no-such-file"))
                .body("detail", containsString("no-such.bin"));
        given().auth().oauth2(holder.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/" + model.fullName() + "/releases/9.9.9/tickets").then().statusCode(404);
        given().auth().oauth2(holder.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/lab/none/releases/1.0.0/tickets").then().statusCode(404);
    }

    @Test
    void brokenRequestsGetAClearAnswer() {
        for (String body : List.of("{\"paths\":[null]}", "{\"paths\":[\"" + "x".repeat(1025) + "\"]}", "{\"paths\":1}", "[",
                "")) {
            given().auth().oauth2(holder.token()).contentType("application/json").body(body).post(tickets()).then()
                    .statusCode(400);
        }
    }

    @Test
    void theButtonSendsTheBrowserToTheStore() {
        String url = given().auth().oauth2(holder.token()).redirects().follow(false).formParam("path", "model.safetensors")
                .post("/models/" + model.fullName() + "/releases/1.0.0/download").then().statusCode(303)
                .header("Cache-Control", containsString("no-store")).header("Referrer-Policy", "same-origin")
                .extract().header("Location");

        follow().get(url).then().statusCode(200).body(equalTo("weights " + model.id()));
        assertThat(stage.rows(String.class, "select path from url_mint where grant_id = :id", grant.id()))
                .containsExactly("model.safetensors");
    }

    @Test
    void thePageOffersWhatTheGrantOpens() {
        given().auth().oauth2(holder.token()).accept("text/html").get("/grants").then().statusCode(200)
                .body(containsString("You can download until")).body(containsString("model.safetensors"))
                .body(containsString("weightgate download " + model.fullName() + "@1.0.0"));
        given().auth().oauth2(stage.someone().token()).accept("text/html").get("/grants").then().statusCode(200)
                .body(containsString("You have no access to any model yet"));
    }

    @Test
    void onceTheRevocationIsAnsweredNoTicketIsGiven() throws Exception {
        var revoked = new AtomicBoolean();
        Callable<Boolean> mintUntilRefused = () -> {
            for (int i = 0; i < 500; i++) {
                boolean afterwards = revoked.get();
                int status = mint(holder).statusCode();
                if (afterwards || status != 200) {
                    return status == 403;
                }
            }
            return false;
        };

        try (var threads = Executors.newFixedThreadPool(4)) {
            var miners = Collections.nCopies(4, mintUntilRefused).stream().map(threads::submit).toList();
            Thread.sleep(300);
            act("revoke");
            revoked.set(true);

            for (var miner : miners) {
                assertThat(miner.get()).isTrue();
            }
        }
    }

    private Grant issueTo(Someone person) {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(person.id(), model, UUID.randomUUID(), owner.id(), terms, Stage.inAMonth()));
    }

    private void act(String act) {
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/" + act).then().statusCode(200);
    }

    private Response mint(Someone person, String... paths) {
        return given().auth().oauth2(person.token()).contentType("application/json").body(Map.of("paths", paths))
                .post(tickets());
    }

    private Response look(Someone person) {
        return given().auth().oauth2(person.token()).get(tickets());
    }

    private String tickets() {
        return "/api/v1/models/" + model.fullName() + "/releases/1.0.0/tickets";
    }

    private static String url(Response ticket) {
        return ticket.then().statusCode(200).body("files.path", hasItem("model.safetensors")).extract().path("files[0].url");
    }

    private static RequestSpecification follow() {
        return given().urlEncodingEnabled(false);
    }
}
