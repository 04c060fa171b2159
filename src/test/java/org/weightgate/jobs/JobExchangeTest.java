package org.weightgate.jobs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.weightgate.people.RealmRole.ADMIN;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.events.Event;
import org.weightgate.events.Events;
import org.weightgate.grants.Grant;
import org.weightgate.local.KeycloakAdmin;
import org.weightgate.people.JobTokens;
import org.weightgate.people.People;
import org.weightgate.people.Scope;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;
import org.weightgate.testing.Together;
import org.weightgate.testing.WeightgateCommand;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/// Jobs whose identities a real Keycloak signs.
@QuarkusTest
class JobExchangeTest {

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    JobIssuers issuers;
    @Inject
    JobDesk desk;
    @Inject
    JobTokens tokens;
    @Inject
    People people;
    @Inject
    Events events;
    @Inject
    @ConfigProperty(name = "weightgate.portal-url")
    String portal;
    @Inject
    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private Model model;
    private Someone owner;
    private Someone holder;
    private Grant grant;
    private TestPeople person;
    private Map<String, String> session = Map.of();

    @BeforeEach
    void someoneWithAccess() throws Exception {
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        releases.release(model, "1.0.0", Map.of("config.json", text("{}"), "model.safetensors", text("weights")));
        person = TestPeople.create("rosa");
        session = SignIn.as(person.username());
        UUID id = UUID.fromString(given().cookies(session).get("/api/whoami-v2").path("id"));
        holder = new Someone(id, person.email(), stage.token(id, Scope.READ));
        grant = releases.grant(holder, model, owner);
    }

    @Test
    void aJobDownloadsInTheNameOfWhoLetItInAndDoesNothingElse() throws Exception {
        String job = job("repo:" + person.username() + "/eval:ref:refs/heads/main");
        letIn("repo:" + person.username() + "/eval:*");
        Model other = stage.model();
        releases.release(other, "1.0.0", Map.of("config.json", text("{}"), "model.safetensors", text("more weights")));
        releases.grant(holder, other, owner);

        String token = exchange(job, model.fullName()).statusCode(200).body("token_type", equalTo("bearer"))
                .body("issued_token_type", equalTo("urn:ietf:params:oauth:token-type:access_token"))
                .body("scope", equalTo("read")).body("expires_in", equalTo(3600))
                .body("access_token", matchesPattern("hf_[A-Za-z0-9]{40}")).extract().path("access_token");

        ticket(token, model).statusCode(200).body("files", hasSize(2));
        given().auth().oauth2(token).get("/" + model.fullName() + "/resolve/main/config.json").then().statusCode(200);
        given().auth().oauth2(token).get("/api/models/" + model.fullName() + "/auth-check").then().statusCode(200);
        given().auth().oauth2(token).get("/api/whoami-v2").then().statusCode(200).body("name", equalTo(person.username()))
                .body("email", equalTo(""));
        ticket(token, other).statusCode(403).body("reason", equalTo("insufficient-scope"))
                .body("detail", containsString(model.fullName()));
        given().auth().oauth2(token).get("/" + other.fullName() + "/resolve/main/config.json").then().statusCode(403)
                .header("X-Error-Code", "GatedRepo").header("X-Error-Message", containsString("a job's"));
        for (String elsewhere : new String[] { "/api/models/" + other.fullName(), "/api/models/lab%2F" + other.name() }) {
            given().urlEncodingEnabled(false).auth().oauth2(token).get(elsewhere).then().statusCode(403);
        }
        for (String personal : new String[] { "/api/v1/requests", "/api/v1/grants", "/tokens", "/tokens/jobs", "/me",
                "/models/" + model.fullName() }) {
            given().auth().oauth2(token).get(personal).then().statusCode(403);
        }
        SignIn.request(session).accept("text/html").get("/tokens").then().statusCode(200)
                .body(not(containsString("Job: repo")));
    }

    @Test
    void doctorLooksAtWhatAJobMayDownload(@TempDir Path folder) throws Exception {
        letIn("repo:" + person.username() + "/eval:*");
        String token = exchange(job("repo:" + person.username() + "/eval:ref:refs/heads/main"), model.fullName())
                .statusCode(200).extract().path("access_token");
        Model other = stage.model();
        var command = new WeightgateCommand(folder).at(System.getProperty("test.portal")).as(token);

        assertThat(command.run("doctor").out()).contains("which is a job's, for " + model.fullName(),
                "ok    access: you may download " + model.fullName(), "ok    store: ").doesNotContain("BAD   access");
        assertThat(command.run("doctor", other.fullName()).out()).contains("BAD   access: This token is a job's");
    }

    @Test
    void theClientsFormAndAPersonsNameWorkToo() throws Exception {
        String job = job("sub-" + person.username());
        letIn("sub-" + person.username());

        given().formParam("grant_type", EXCHANGE).formParam("subject_token", job).formParam("subject_token_type", ID_TOKEN)
                .formParam("resource", person.username()).post("/oauth/token").then().statusCode(200)
                .body("access_token", matchesPattern("hf_[A-Za-z0-9]{40}"));
        SignIn.request(session).accept("text/html").get("/tokens/jobs").then().statusCode(200)
                .body(containsString("sub-" + person.username())).body(not(containsString(">never<")));
    }

    @Test
    void whatAJobHoldsEndsWithTheWordThatLetItInAndWithTheGrant() throws Exception {
        String job = job("sub-" + person.username());
        letIn("sub-" + person.username());
        String token = exchange(job, model.fullName()).statusCode(200).extract().path("access_token");
        String page = SignIn.request(session).accept("text/html").get("/tokens/jobs").asString();
        String remove = page.replaceAll("(?s).*(/tokens/jobs/[0-9a-f-]{36}/remove).*", "$1");

        SignIn.request(TestPeople.create("bea").username()).post(remove).then().statusCode(404);
        ticket(token, model).statusCode(200);
        SignIn.request(session).post(remove).then().statusCode(303);
        ticket(token, model).statusCode(401);
        exchange(job, model.fullName()).statusCode(400).body("error", equalTo("invalid_target"));

        letIn("sub-" + person.username());
        String second = exchange(job, model.fullName()).statusCode(200).extract().path("access_token");
        stage.change("update access_grant set state = 'REVOKED', state_since = now() where person_id = :id", holder.id());
        ticket(second, model).statusCode(403).body("reason", equalTo("grant-revoked"));
        exchange(job, model.fullName()).statusCode(400).body("error", equalTo("invalid_target"))
                .body("error_description", containsString("no access to " + model.fullName()));
    }

    @Test
    void aJobNobodyLetInGetsNothing() throws Exception {
        String job = job("repo:" + person.username() + "/other:ref:refs/heads/main");
        letIn("repo:" + person.username() + "/eval:*");

        exchange(job, model.fullName()).statusCode(400).body("error", equalTo("invalid_target"))
                .body("error_description", containsString("/tokens/jobs"))
                .header("X-Error-Message", containsString("has let the job repo:"));
        exchange(job, person.username()).statusCode(400).body("error", equalTo("invalid_target"));
        exchange(job, "").statusCode(400).body("error", equalTo("invalid_target"));
    }

    @Test
    void onlyWhatTheIssuerSignedForThisPortalCounts() throws Exception {
        String subject = "sub-" + person.username();
        letIn(subject);
        String job = job(subject);
        String[] parts = job.split("\\.", -1);
        RsaJsonWebKey stranger = RsaJwkGenerator.generateJwk(2048);
        String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        String keyId = header.replaceAll(".*\"kid\"\\s*:\\s*\"([^\"]+)\".*", "$1");

        unproved(identity(subject, "https://elsewhere.example.org"), "made for somebody else");
        unproved(signed(subject, stranger, keyId, "RS256"), "signature");
        unproved(signed(subject, stranger, "unknown", "RS256"), "signature");
        unproved(hmac(subject, keyId), "signature");
        unproved(part("{\"alg\":\"none\"}") + "." + parts[1] + ".", "signature");
        unproved(parts[0] + "." + part("{\"iss\":\"" + issuer + "\",\"sub\":\"" + subject + "\"}") + "." + parts[2], "");
        unproved(parts[0] + "." + part("{\"iss\":\"https://evil.example.org\"}") + "." + parts[2], "does not know the issuer");
        unproved(parts[0] + "." + part("{\"iss\":\"" + "😀".repeat(150) + "\"}") + "." + parts[2], "issuer ???");
        unproved(parts[0] + "." + part("{\"iss\":\"😀\"}") + "." + parts[2], "issuer ?.");
        unproved(job("repo:" + person.username() + "/eval:*"), "none that anybody may name");
        unproved("garbage", "JWT");
        unproved("e.e.e", "JWT");
        unproved("", "subject_token");
        unproved("a".repeat(20_000), "subject_token");
        given().contentType("application/json").body(Map.of("grant_type", EXCHANGE, "subject_token", job,
                "subject_token_type", "urn:ietf:params:oauth:token-type:saml2", "resource", model.fullName()))
                .post("/oauth/token").then().statusCode(400).body("error", equalTo("invalid_request"));
        exchange(job, model.fullName()).statusCode(200);
    }

    @Test
    void anIdentityCountsInItsTimeOnly() throws Exception {
        String job = job("sub-" + person.username());

        assertThat(issuers.read(job, Instant.now())).isInstanceOf(JobIssuers.Reading.Proved.class);
        assertThat(issuers.read(job, Instant.now().plus(Duration.ofHours(1))))
                .isInstanceOfSatisfying(JobIssuers.Reading.Unproved.class, no -> assertThat(no.why()).contains("expired"));
        assertThat(issuers.read(job, Instant.now().minus(Duration.ofHours(1))))
                .isInstanceOf(JobIssuers.Reading.Unproved.class);
    }

    @Test
    void aJobOfSeveralPeopleHasToSayWhose() throws Exception {
        String job = job("repo:" + person.username() + "/eval:ref:refs/heads/main");
        letIn("repo:" + person.username() + "/eval:*");
        exchange(job, model.fullName()).statusCode(200);
        Someone other = stage.someone();
        Grant theirs = releases.grant(other, model, owner);
        assertThat(trust(other, "repo:" + person.username() + "/eval:ref:refs/heads/main")).isEmpty();

        exchange(job, model.fullName()).statusCode(400).body("error", equalTo("invalid_target"))
                .body("error_description", equalTo("Several people let this job in: give one's user name as resource."));
        String token = exchange(job, person.username()).statusCode(200).extract().path("access_token");
        given().auth().oauth2(token).get("/api/whoami-v2").then().body("name", equalTo(person.username()));
        stage.letExpire(theirs.id());
        exchange(job, model.fullName()).statusCode(200);
    }

    @Test
    void peopleWithoutAccessCannotCrowdOutWhoHasIt() throws Exception {
        String subject = "sub-" + person.username();
        stage.change(
                """
                        with crowd as (insert into person
                            select gen_random_uuid(), 'https://id.example.org', 'crowd-' || n || :id, 'crowd-' || n || :id, 'Crowd', '', false,
                                '{}', now(), now() from generate_series(1, 250) n returning id)
                        insert into trusted_job (id, person_id, model_id, issuer, subject, created_at)
                        select cast('00000000' || substr(cast(id as text), 9) as uuid), id, :id, '%s', '%s', now() from crowd"""
                        .formatted(issuer, subject),
                model.id());
        letIn(subject);

        exchange(job(subject), model.fullName()).statusCode(200);
        exchange(job(subject), person.username()).statusCode(200);
    }

    @Test
    void eachExchangeLeavesATraceWithEachWordItUsed() throws Exception {
        String job = job("repo:" + person.username() + "/eval:ref:refs/heads/main");
        letIn("repo:" + person.username() + "/eval:*");
        letIn("repo:" + person.username() + "/eval:ref:*");
        List<UUID> words = stage.rows(UUID.class, "select id from trusted_job where person_id = :id", holder.id());

        Callable<Integer> ask = () -> exchange(job, model.fullName()).extract().statusCode();
        List<Integer> answers = Together.run(Collections.nCopies(4, ask));

        assertThat(answers).containsOnly(200);
        List<String> tokens = stage.rows(String.class,
                "select cast(id as text) from access_token where person_id = :id and models is not null", holder.id());
        assertThat(words).hasSize(2).allSatisfy(word -> {
            List<Event> history = events.history(word);
            assertThat(history.getFirst().type()).isEqualTo("job.trusted");
            assertThat(history.subList(1, history.size())).hasSize(4).allSatisfy(event -> {
                assertThat(event.type()).isEqualTo("job.admitted");
                assertThat(event.actor()).isEqualTo(holder.id());
                assertThat(event.payload()).containsOnlyKeys("model", "token").containsEntry("model", model.id().toString());
            }).extracting(event -> String.valueOf(event.payload().get("token"))).containsExactlyInAnyOrderElementsOf(tokens);
        });
    }

    @Test
    void clicksAtOnceLetAJobInOnce() throws Exception {
        String subject = "sub-" + person.username();
        Callable<Integer> click = () -> SignIn.request(session).formParam("model", model.fullName())
                .formParam("issuer", issuer).formParam("subject", subject).post("/tokens/jobs").statusCode();
        List<Integer> answers = Together.run(Collections.nCopies(4, click));

        assertThat(answers).containsOnly(303);
        List<UUID> words = stage.rows(UUID.class, "select id from trusted_job where person_id = :id", holder.id());
        assertThat(words).hasSize(1);
        assertThat(events.history(words.getFirst())).extracting(Event::type).containsExactly("job.trusted");
    }

    @Test
    void clicksAtOnceDoNotLetInMoreThanTheMost() throws Exception {
        stage.change("""
                insert into trusted_job (id, person_id, model_id, issuer, subject, created_at)
                select gen_random_uuid(), :id, m.id, '%s', 'job-' || n, now()
                from generate_series(1, %d) n, model m where m.name = '%s'""".formatted(issuer, TrustedJobs.MOST - 1,
                model.name()), holder.id());
        List<Callable<Integer>> clicks = IntStream.range(0, 4).<Callable<Integer>> mapToObj(n -> () -> SignIn
                .request(session).formParam("model", model.fullName()).formParam("issuer", issuer)
                .formParam("subject", "more-" + n).post("/tokens/jobs").statusCode()).toList();

        assertThat(Together.run(clicks)).containsExactlyInAnyOrder(303, 422, 422, 422);
        assertThat(stage.rows(UUID.class, "select id from trusted_job where person_id = :id", holder.id()))
                .hasSize(TrustedJobs.MOST);
    }

    @Test
    void aWordTakenBackDuringAnExchangeLeavesNoTokenThatWorks() throws Exception {
        String job = job("sub-" + person.username());
        for (int round = 0; round < 4; round++) {
            letIn("sub-" + person.username());
            UUID word = stage.rows(UUID.class, "select id from trusted_job where person_id = :id", holder.id()).getFirst();
            Callable<Integer> remove = () -> SignIn.request(session).post("/tokens/jobs/" + word + "/remove").statusCode();
            var answer = new AtomicReference<ValidatableResponse>();
            Callable<Integer> ask = () -> {
                answer.set(exchange(job, model.fullName()));
                return answer.get().extract().statusCode();
            };
            List<Integer> statuses = Together.run(List.of(remove, ask));

            assertThat(statuses.getFirst()).isEqualTo(303);
            if (statuses.getLast() == 200) {
                ticket(answer.get().extract().path("access_token"), model).statusCode(401);
            } else {
                answer.get().statusCode(400).body("error", equalTo("invalid_target"));
            }
        }
    }

    @Test
    void aBannedPersonLetsNobodyIn() throws Exception {
        String job = job("sub-" + person.username());
        letIn("sub-" + person.username());
        String token = exchange(job, model.fullName()).statusCode(200).extract().path("access_token");

        given().auth().oauth2(stage.someone(ADMIN).token()).contentType("application/json")
                .body(Map.of("kind", "person", "who", person.username(), "reason", "because")).post("/api/v1/bans").then()
                .statusCode(201);
        for (String grant : new String[] { "'REVOKED'", "'ACTIVE', revoke_reason = null" }) {
            stage.change("update access_grant set state = " + grant + " where person_id = :id", holder.id());
            ticket(token, model).statusCode(403).body("reason", equalTo("banned"));
            for (String resource : new String[] { model.fullName(), person.username() }) {
                exchange(job, resource).statusCode(400).body("error", equalTo("invalid_target"))
                        .body("error_description", containsString("no access to " + model.fullName()));
            }
        }
    }

    @Test
    void aPersonWhoErasesThemselvesTakesTheirJobsAlong() throws Exception {
        String job = job("sub-" + person.username());
        letIn("sub-" + person.username());
        String token = exchange(job, model.fullName()).statusCode(200).extract().path("access_token");

        SignIn.request(session).formParam("sure", "yes").post("/me/erase").then().statusCode(303);

        ticket(token, model).statusCode(401);
        exchange(job, model.fullName()).statusCode(400).body("error", equalTo("invalid_target"));
        exchange(job, person.username()).statusCode(400).body("error", equalTo("invalid_target"));
        assertThat(stage.rows(UUID.class, "select id from trusted_job where person_id = :id", holder.id())).isEmpty();
    }

    @Test
    void aJobIsStoppedByWhatStopsItsPerson() throws Exception {
        String job = job("sub-" + person.username());
        letIn("sub-" + person.username());
        String token = exchange(job, model.fullName()).statusCode(200).extract().path("access_token");
        ticket(token, model).statusCode(200);

        asOwner(Map.of("reason", "because"), "/api/v1/grants/" + grant.id() + "/suspend");
        ticket(token, model).statusCode(403).body("reason", equalTo("grant-suspended"));
        exchange(job, model.fullName()).statusCode(400)
                .body("error_description", containsString("no access to " + model.fullName()));

        asOwner(Map.of("reason", "because"), "/api/v1/grants/" + grant.id() + "/resume");
        ticket(token, model).statusCode(200);
        asOwner(Map.of("title", "Terms", "body", "Be kinder.", "mustAccept", true, "graceDays", 14),
                "/api/v1/models/" + model.fullName() + "/terms");
        stage.change("""
                update terms_version set grace_ends_at = now() - interval '1 second' where model_id = :id and must_accept""",
                model.id());
        ticket(token, model).statusCode(403).body("reason", equalTo("terms-outdated"));
        stage.expireTokens(holder.id());
        ticket(token, model).statusCode(401);
    }

    @Test
    void aTokensNameIsCutBetweenCharacters() {
        JobTokens.Issued issued = QuarkusTransaction.requiringNew()
                .call(() -> tokens.issue(holder.id(), "a".repeat(99) + "😀😀",
                        List.of(UUID.randomUUID()), List.of(model.fullName()), Duration.ofHours(1)));

        assertThat(stage.rows(String.class, "select name from access_token where id = :id", issued.id()))
                .containsExactly("a".repeat(99) + "😀");
    }

    @Test
    void onlyWhoHasAccessLetsJobsInAndEveryFaultIsSaid() {
        Map<String, String> stranger = SignIn.as(TestPeople.create("bea").username());

        SignIn.request(stranger).formParam("model", model.fullName()).formParam("issuer", issuer).formParam("subject", "a")
                .post("/tokens/jobs").then().statusCode(422).body(containsString("a model you have access to"));
        SignIn.request(session).formParam("model", model.fullName()).formParam("issuer", "https://evil.example.org")
                .formParam("subject", "repo:*").post("/tokens/jobs").then().statusCode(422)
                .body(containsString("href=\"#issuer\"")).body(containsString("href=\"#subject\""))
                .body(containsString("value=\"repo:*\""));
        given().redirects().follow(false).accept("text/html").get("/tokens/jobs").then().statusCode(302);
        given().auth().oauth2(holder.token()).get("/tokens/jobs").then().statusCode(403);
        given().redirects().follow(false).accept("text/html").header("Sec-Fetch-Site", "same-origin")
                .formParam("subject", "a").post("/tokens/jobs").then().statusCode(303);
    }

    private void letIn(String subject) {
        SignIn.request(session).formParam("model", model.fullName()).formParam("issuer", issuer).formParam("subject", subject)
                .post("/tokens/jobs").then().statusCode(303);
    }

    private Optional<JobForm.Fault> trust(Someone somebody, String subject) {
        var form = new JobForm(model.fullName(), issuer, subject);
        return QuarkusTransaction.requiringNew().call(() -> desk.trust(people.findById(somebody.id()), form));
    }

    private void asOwner(Map<String, Object> body, String path) {
        given().auth().oauth2(owner.token()).contentType("application/json").body(body).post(path).then().statusCode(200);
    }

    private ValidatableResponse exchange(String job, String resource) {
        return given().contentType("application/json").body(Map.of("grant_type", EXCHANGE, "subject_token_type", ID_TOKEN,
                "subject_token", job, "resource", resource)).post("/oauth/token").then();
    }

    private void unproved(String token, String why) {
        exchange(token, model.fullName()).statusCode(400).body("error", equalTo("invalid_request"))
                .body("error_description", containsString(why));
    }

    private static ValidatableResponse ticket(String token, Model model) {
        return given().auth().oauth2(token).contentType("application/json").body("{}")
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0.0/tickets").then();
    }

    private String job(String subject) throws IOException {
        return identity(subject, portal);
    }

    /// What Keycloak signs for a job of this name: a client with an account of its own stands for the job.
    private String identity(String subject, String audience) throws IOException {
        String client = "job-" + UUID.randomUUID();
        new KeycloakAdmin(System.getProperty("test.keycloak"), System.getProperty("test.keycloak.admin")).send("POST",
                "/clients",
                """
                        {"clientId":"%1$s","secret":"%1$s","publicClient":false,"serviceAccountsEnabled":true,
                        "standardFlowEnabled":false,"protocolMappers":[
                        {"name":"to","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper",
                        "config":{"included.custom.audience":"%2$s","access.token.claim":"true"}},
                        {"name":"who","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper",
                        "config":{"claim.name":"sub","claim.value":"%3$s","jsonType.label":"String","access.token.claim":"true"}}]}"""
                        .formatted(client, audience, subject));
        return given().baseUri(issuer).formParam("grant_type", "client_credentials").formParam("client_id", client)
                .formParam("client_secret", client).post("/protocol/openid-connect/token").then().statusCode(200)
                .extract().path("access_token");
    }

    private String signed(String subject, RsaJsonWebKey key, String keyId, String algorithm) throws Exception {
        return signed(claims(subject), key, keyId, algorithm);
    }

    private static String signed(JwtClaims claims, RsaJsonWebKey key, String keyId, String algorithm) throws Exception {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(keyId);
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }

    private String hmac(String subject, String keyId) throws Exception {
        var signature = new JsonWebSignature();
        signature.setPayload(claims(subject).toJson());
        signature.setKey(new HmacKey(new byte[64]));
        signature.setKeyIdHeaderValue(keyId);
        signature.setAlgorithmHeaderValue("HS256");
        return signature.getCompactSerialization();
    }

    private JwtClaims claims(String subject) {
        var claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setSubject(subject);
        claims.setAudience(portal);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        return claims;
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
