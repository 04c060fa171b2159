package org.weightgate.jobs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.local.KeycloakAdmin;
import org.weightgate.people.Scope;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;

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
    @ConfigProperty(name = "weightgate.portal-url")
    String portal;
    @Inject
    @ConfigProperty(name = "quarkus.oidc.auth-server-url")
    String issuer;

    private Model model;
    private Someone owner;
    private Someone holder;
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
        releases.grant(holder, model, owner);
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
        unproved(part("{\"alg\":\"none\"}") + "." + parts[1] + ".", "JWT");
        unproved(parts[0] + "." + part("{\"iss\":\"" + issuer + "\",\"sub\":\"" + subject + "\"}") + "." + parts[2], "");
        unproved(parts[0] + "." + part("{\"iss\":\"https://evil.example.org\"}") + "." + parts[2], "does not know the issuer");
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
    void anIssuerWhoseKeysCannotBeFetchedIsNotTheJobsFault() throws Exception {
        var unreachable = new JobIssuers(new OneIssuer("http://localhost:1"), portal);
        var claims = new JwtClaims();
        claims.setIssuer("http://localhost:1");

        var reading = unreachable.read(signed(claims, RsaJwkGenerator.generateJwk(2048), "any", "RS256"), Instant.now());

        assertThat(reading).isEqualTo(new JobIssuers.Reading.Unreachable("http://localhost:1"));
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
                .formParam("subject", "a").post("/tokens/jobs").then().statusCode(302);
    }

    private void letIn(String subject) {
        SignIn.request(session).formParam("model", model.fullName()).formParam("issuer", issuer).formParam("subject", subject)
                .post("/tokens/jobs").then().statusCode(303);
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

    private record OneIssuer(String address) implements JobsConfig {

        @Override
        public Map<String, Issuer> issuers() {
            var issuers = new LinkedHashMap<String, Issuer>();
            issuers.put("one", new Issuer() {
                @Override
                public String url() {
                    return address;
                }

                @Override
                public Optional<String> keys() {
                    return Optional.empty();
                }

                @Override
                public Optional<String> audience() {
                    return Optional.empty();
                }
            });
            return issuers;
        }

        @Override
        public Duration tokenLife() {
            return Duration.ofHours(1);
        }
    }
}
