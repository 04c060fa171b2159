package org.weightgate.people;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.weightgate.people.Scope.APPLY;
import static org.weightgate.people.Scope.PUBLISH;
import static org.weightgate.people.Scope.READ;
import static org.weightgate.people.Scope.REVIEW;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class TokenTest {

    private static final Pattern SECRET = Pattern.compile("hf_[A-Za-z0-9]{40}");
    private static final Pattern REVOKE = Pattern.compile("/tokens/[0-9a-f-]{36}/revoke");

    @Inject
    Stage stage;

    @Inject
    TokenUses uses;

    @Inject
    Session database;

    @Test
    void signingInMakesAPersonKnownByIssuerAndSubject() {
        var person = TestPeople.create("rosa");
        Map<String, String> session = SignIn.as(person.username());

        given().cookies(session).get("/api/whoami-v2").then().statusCode(200).body("name", equalTo(person.username()))
                .body("email", equalTo(person.email())).body("emailVerified", equalTo(true))
                .body("auth.type", equalTo("session"));
        assertThat(stage.rows(String.class, "select issuer from person where subject = cast(cast(:id as uuid) as text)",
                UUID.fromString(person.subject()))).containsExactly(System.getProperty("quarkus.oidc.auth-server-url"));
    }

    @Test
    void aTokenIsShownOnceWorksAndCanBeTakenBack() {
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());

        String page = SignIn.request(session).formParam("name", "my cluster").formParam("scopes", "read")
                .formParam("days", "30").post("/tokens").then().statusCode(200).extract().asString();
        String secret = find(SECRET, page);
        given().auth().oauth2(secret).get("/api/whoami-v2").then().statusCode(200)
                .body("auth.accessToken.displayName", equalTo("my cluster")).body("auth.accessToken.role", equalTo("read"));
        String list = SignIn.request(session).accept("text/html").get("/tokens").then().statusCode(200)
                .body(containsString("my cluster")).body(not(containsString(secret))).extract().asString();
        SignIn.request(session).post(find(REVOKE, list)).then().statusCode(303);

        given().auth().oauth2(secret).get("/api/whoami-v2").then().statusCode(401)
                .contentType("application/json").body("reason", equalTo("invalid-token"));
    }

    @Test
    void whatIsWrongInTheFormIsSaidAndWhatWasTypedStays() {
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());

        SignIn.request(session).formParam("name", "kept as typed").formParam("days", "9999").post("/tokens").then()
                .statusCode(422).body(containsString("kept as typed")).body(containsString("9999"))
                .body(containsString("href=\"#days\"")).body(containsString("href=\"#scopes\""));
        SignIn.request(session).formParam("name", "x").formParam("days", "9").formParam("scopes", "publish").post("/tokens")
                .then().statusCode(422);
    }

    @Test
    void noTokenNoEntry() {
        for (String bad : new String[] { "hf_", "hf_" + "a".repeat(40), "garbage", "eyJhbGciOiJub25lIn0.e30." }) {
            given().auth().oauth2(bad).get("/api/whoami-v2").then().statusCode(401)
                    .contentType("application/json").body("reason", equalTo("invalid-token"))
                    .header("X-Error-Message", "Invalid credentials in Authorization header")
                    .body("$", not(hasKey("incident")));
        }
        given().get("/api/whoami-v2").then().statusCode(401).contentType("application/json")
                .body("reason", equalTo("sign-in-required"));
        given().redirects().follow(false).accept("text/html").get("/tokens").then().statusCode(302)
                .header("Location", containsString("/protocol/openid-connect/auth"))
                .header("Location", containsString("code_challenge"));
    }

    @Test
    void anExpiredTokenIsNone() {
        Someone someone = stage.someone();
        stage.expireTokens(someone.id());

        given().auth().oauth2(someone.token()).get("/api/whoami-v2").then().statusCode(401);
    }

    @Test
    void itsLastUseIsNotedOnceAMinute() throws InterruptedException {
        Someone someone = stage.someone();
        String sql = "select cast(last_used_at as text) from access_token where person_id = :id";
        given().auth().oauth2(someone.token()).get("/api/whoami-v2").then().statusCode(200);
        var noted = stage.rows(String.class, sql, someone.id());
        for (int i = 0; i < 300 && noted.contains(null); i++) {
            Thread.sleep(100);
            noted = stage.rows(String.class, sql, someone.id());
        }

        given().auth().oauth2(someone.token()).get("/api/whoami-v2").then().statusCode(200);
        uses.write();

        assertThat(noted).hasSize(1).doesNotContainNull().isEqualTo(stage.rows(String.class, sql, someone.id()));
    }

    @Test
    void revokingLeavesItsLastUseAsNotedMeanwhile() {
        Someone someone = stage.someone();
        QuarkusTransaction.requiringNew().run(() -> {
            AccessToken token = database
                    .createSelectionQuery("from AccessToken where person = :person", AccessToken.class)
                    .setParameter("person", someone.id()).getSingleResult();
            QuarkusTransaction.requiringNew().run(
                    () -> stage.change("update access_token set last_used_at = now() where person_id = :id", someone.id()));
            token.revoke(Instant.now());
        });

        assertThat(stage.rows(Long.class, "select count(*) from access_token where person_id = :id and revoked_at is not null"
                + " and last_used_at is not null", someone.id())).containsExactly(1L);
    }

    @Test
    void aPortalThatStopsGoesOnStoppingWhenUsesCannotBeNoted() {
        var unwritable = new TokenUses(database);
        unwritable.note(UUID.randomUUID(), Instant.MAX);

        QuarkusTransaction.begin();
        try {
            assertThatThrownBy(unwritable::write).isNotNull();
            assertThatCode(() -> unwritable.stop(new ShutdownEvent())).doesNotThrowAnyException();
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    @Test
    void aTokenCannotMakeTokensNorConnectDevices() {
        Someone someone = stage.someone(RealmRole.PUBLISHER);

        for (String path : new String[] { "/tokens", "/device", "/login" }) {
            given().auth().oauth2(someone.token()).get(path).then().statusCode(403).body("reason", equalTo("session-required"));
        }
        given().auth().oauth2(someone.token()).formParam("name", "x").formParam("scopes", "read").formParam("days", "1")
                .post("/tokens").then().statusCode(403).body("reason", equalTo("session-required"));
    }

    @Test
    void aReadTokenChangesNothing() {
        Someone publisher = stage.someone(RealmRole.PUBLISHER);

        given().auth().oauth2(stage.token(publisher.id(), READ)).contentType("application/json").body(Map.of())
                .put("/api/v1/models/lab/x").then().statusCode(403).body("reason", equalTo("insufficient-scope"));
    }

    @Test
    void whatAnybodyMayReadNeedsNoScope() {
        UUID person = stage.someone().id();
        String model = stage.model().fullName();

        for (Scope scope : Scope.values()) {
            String token = stage.token(person, scope);
            for (String open : new String[] { "/api/v1/models", "/api/v1/models/" + model, "/api/v1/models/" + model + "/form",
                    "/api/models/" + model, "/api/whoami-v2" }) {
                given().auth().oauth2(token).get(open).then().statusCode(200);
            }
        }
        for (String mine : new String[] { "/api/v1/requests", "/api/v1/models/" + model + "/request" }) {
            given().auth().oauth2(stage.token(person, APPLY)).get(mine).then().statusCode(not(403));
            given().auth().oauth2(stage.token(person, REVIEW)).get(mine).then().statusCode(403)
                    .body("reason", equalTo("insufficient-scope"));
        }
    }

    @Test
    void whoMayHoldARoleMayGiveItsScopeToAToken() {
        assertThat(Scopes.within(person())).containsExactly(READ, APPLY);
        assertThat(Scopes.within(person("reviewer"))).containsExactly(READ, APPLY, REVIEW);
        assertThat(Scopes.within(person("auditor"))).containsExactly(READ, APPLY, REVIEW);
        assertThat(Scopes.within(person("publisher"))).containsExactly(READ, APPLY, PUBLISH, REVIEW);
        assertThat(Scopes.within(person("admin"))).containsExactly(READ, APPLY, PUBLISH, REVIEW);
    }

    @Test
    void theOldestTokenCanStillBeReached() {
        var rosa = TestPeople.create("rosa");
        Map<String, String> session = SignIn.as(rosa.username());
        String page = SignIn.request(session).formParam("name", "the first").formParam("scopes", "read")
                .formParam("days", "30").post("/tokens").then().statusCode(200).extract().asString();
        UUID me = UUID.fromString(SignIn.request(session).get("/api/whoami-v2").path("id"));
        stage.change("""
                insert into access_token (id, person_id, name, token_hash, scopes, created_at, expires_at)
                select uuidv7(), :id, 'later', sha256(cast(cast(gen_random_uuid() as text) as bytea)), '{read}', now(),
                    now() + interval '1 day' from generate_series(1, 100)""", me);

        String newest = SignIn.request(session).accept("text/html").get("/tokens").then()
                .body(not(containsString("the first"))).extract().asString();
        String older = find(Pattern.compile("/tokens\\?after=[0-9a-f-]{36}"), newest);
        SignIn.request(session).accept("text/html").get(older).then().statusCode(200).body(containsString("the first"));
        given().auth().oauth2(find(SECRET, page)).get("/api/whoami-v2").then().statusCode(200);
    }

    private static Person person(String... roles) {
        return new Person(new Profile("https://id.example.org", "s", "rosa", "Rosa", "rosa@example.org", true,
                List.of(roles)), Instant.now());
    }

    @Test
    void someoneElsesTokenIsNotThere() {
        Map<String, String> owner = SignIn.as(TestPeople.create("rosa").username());
        String page = SignIn.request(owner).formParam("name", "mine").formParam("scopes", "read").formParam("days", "30")
                .post("/tokens").then().statusCode(200).extract().asString();

        SignIn.request(TestPeople.create("ravi").username()).post(find(REVOKE, page)).then().statusCode(404);
        given().auth().oauth2(find(SECRET, page)).get("/api/whoami-v2").then().statusCode(200);
    }

    @Test
    void returningFromSignInStaysOnThePortal() {
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());

        SignIn.request(session).get("/login?return=/grants").then().statusCode(303).header("Location",
                containsString("/grants"));
        SignIn.request(session).queryParam("return", "https://evil.example/").get("/login").then().statusCode(303)
                .header("Location", not(containsString("evil")));
        SignIn.request(session).queryParam("return", "//evil.example/").get("/login").then().statusCode(303)
                .header("Location", not(containsString("evil")));
    }

    @Test
    void signingOutEndsBothSessions() {
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());

        SignIn.request(session).post("/logout").then().statusCode(303)
                .header("Location", containsString("/protocol/openid-connect/logout"))
                .header("Location", containsString("id_token_hint"));
    }

    private static String find(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        return found.group();
    }
}
