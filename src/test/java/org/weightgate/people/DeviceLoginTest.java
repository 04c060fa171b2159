package org.weightgate.people;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class DeviceLoginTest {

    private static final String CLIENT = "weightgate-cli";
    private static final String HF = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    @Test
    void aPersonLetsAProgramInOnce() {
        JsonPath codes = start();
        var person = TestPeople.create("rosa");
        Map<String, String> session = SignIn.as(person.username());

        SignIn.request(session).accept("text/html").get("/device?user_code=" + codes.getString("user_code")).then()
                .statusCode(200).body(containsString("the weightgate command"))
                .body(containsString(codes.getString("user_code")));
        SignIn.request(session).formParam("user_code", codes.getString("user_code")).formParam("answer", "allow")
                .formParam("scopes", "read", "publish").post("/device").then().statusCode(303);
        String token = poll(codes).statusCode(200).body("token_type", equalTo("bearer")).extract().path("access_token");

        given().auth().oauth2(token).get("/api/whoami-v2").then().statusCode(200).body("name", equalTo(person.username()))
                .body("auth.accessToken.role", equalTo("read"));
        poll(codes).statusCode(400).body("error", equalTo("expired_token"));
        SignIn.request(session).formParam("user_code", codes.getString("user_code")).formParam("answer", "allow")
                .formParam("scopes", "read").post("/device").then().statusCode(422);
    }

    @Test
    void aProgramThatMayNotReadIsSaidToDownloadNothing() {
        JsonPath codes = start();
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());

        SignIn.request(session).accept("text/html").get("/device?user_code=" + codes.getString("user_code")).then()
                .body(containsString("A program that downloads needs <strong>read</strong>"));
        String done = SignIn.request(session).formParam("user_code", codes.getString("user_code"))
                .formParam("answer", "allow").formParam("scopes", "apply").post("/device").then().statusCode(303).extract()
                .header("Location");

        SignIn.request(session).accept("text/html").get(done.substring(done.indexOf("/device"))).then().statusCode(200)
                .body(containsString("It may not download anything"));
        SignIn.request(session).accept("text/html").get("/device/done?answer=allowed").then().statusCode(200)
                .body(not(containsString("It may not download anything")));
    }

    @Test
    void aDeniedProgramIsTold() {
        JsonPath codes = start();

        SignIn.request(TestPeople.create("rosa").username()).formParam("user_code", codes.getString("user_code"))
                .formParam("answer", "deny").post("/device").then().statusCode(303);

        poll(codes).statusCode(400).body("error", equalTo("access_denied"));
    }

    @Test
    void aProgramThatAsksTooOftenIsSlowedDown() {
        JsonPath codes = start();

        poll(codes).statusCode(400).body("error", equalTo("authorization_pending"));
        poll(codes).statusCode(400).body("error", equalTo("slow_down"));
    }

    @Test
    void whatIsNoExchangeIsRefusedInJsonToo() {
        given().contentType("application/json").body(Map.of("grant_type", "password")).post("/oauth/token").then()
                .statusCode(400).body("error", equalTo("unsupported_grant_type"));
        given().contentType("application/json").body("{}").post("/oauth/token").then().statusCode(400)
                .body("error", equalTo("invalid_request"));
        given().contentType("application/json").body("[").post("/oauth/token").then().statusCode(400);
    }

    @Test
    void theCodesSayWhereToGo() {
        given().formParam("client_id", CLIENT).post("/oauth/device").then().statusCode(200)
                .body("user_code", matchesPattern("[" + UserCode.ALPHABET + "]{4}-[" + UserCode.ALPHABET + "]{4}"))
                .body("verification_uri", containsString("/device")).body("expires_in", equalTo(600));
    }

    @Test
    void huggingFacesCommandLineSignsInAsItDoesAtHome() {
        JsonPath codes = given().header("user-agent", "unknown/None; hf_hub/1.28.0; python/3.11.2")
                .contentType("application/x-www-form-urlencoded").formParam("client_id", HF).post("/oauth/device").then()
                .statusCode(200).extract().jsonPath();
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());
        String complete = codes.getString("verification_uri_complete");

        String page = SignIn.request(session).accept("text/html").get(complete.substring(complete.indexOf("/device"))).then()
                .statusCode(200).body(containsString("the Hugging Face command line (hf)")).extract().asString();
        assertThat(page).contains("value=\"read\" checked").doesNotContain("value=\"apply\" checked");
        SignIn.request(session).formParam("user_code", codes.getString("user_code")).formParam("answer", "allow")
                .formParam("scopes", "read").post("/device").then().statusCode(303);
        JsonPath token = given().formParam("grant_type", GRANT).formParam("device_code", codes.getString("device_code"))
                .formParam("client_id", HF).post("/oauth/token").then().statusCode(200).extract().jsonPath();

        assertThat(token.getString("access_token")).matches("hf_[A-Za-z0-9]{40}");
        assertThat(token.getInt("expires_in")).isGreaterThan(24 * 3600);
        given().auth().oauth2(token.getString("access_token")).get("/api/whoami-v2").then().statusCode(200)
                .body("auth.accessToken.displayName", equalTo("Device: hf"));
        given().formParam("grant_type", "refresh_token").formParam("refresh_token", "old").formParam("client_id", HF)
                .post("/oauth/token").then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void whoeverGuessesCodesIsStopped() {
        Map<String, String> session = SignIn.as(TestPeople.create("rosa").username());
        JsonPath codes = start();
        for (int tries = 0; tries < 30; tries++) {
            SignIn.request(session).get("/device?user_code=BCDF-GHJK").then().statusCode(200);
        }

        SignIn.request(session).get("/device?user_code=" + codes.getString("user_code")).then().statusCode(429);
        SignIn.request(session).formParam("user_code", codes.getString("user_code")).formParam("answer", "allow")
                .formParam("scopes", "read").post("/device").then().statusCode(429);
        poll(codes).statusCode(400).body("error", equalTo("authorization_pending"));
    }

    @Test
    void strangersAndStrangeRequestsAreRefused() {
        JsonPath codes = start();

        given().formParam("grant_type", GRANT).formParam("device_code", codes.getString("device_code"))
                .formParam("client_id", "another").post("/oauth/token").then().statusCode(400)
                .body("error", equalTo("expired_token"));
        given().formParam("grant_type", GRANT).formParam("device_code", "guess").formParam("client_id", CLIENT)
                .post("/oauth/token").then().statusCode(400).body("error", equalTo("expired_token"));
        given().formParam("grant_type", "password").post("/oauth/token").then().statusCode(400)
                .body("error", equalTo("unsupported_grant_type"));
        given().formParam("client_id", "<script>").post("/oauth/device").then().statusCode(400)
                .body("error", equalTo("invalid_client"));
        SignIn.request(TestPeople.create("rosa").username()).formParam("user_code", "BCDF-GHJK").formParam("answer", "allow")
                .formParam("scopes", "read").post("/device").then().statusCode(422);
        given().redirects().follow(false).accept("text/html").get("/device").then().statusCode(302);
    }

    private static JsonPath start() {
        return given().formParam("client_id", CLIENT).post("/oauth/device").then().statusCode(200).extract().jsonPath();
    }

    private static ValidatableResponse poll(JsonPath codes) {
        return given().formParam("grant_type", GRANT).formParam("device_code", codes.getString("device_code"))
                .formParam("client_id", CLIENT).post("/oauth/token").then();
    }
}
