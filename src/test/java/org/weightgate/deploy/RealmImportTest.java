package org.weightgate.deploy;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.weightgate.testing.WithLocalParts;

import io.restassured.specification.RequestSpecification;

/// A real Keycloak takes the production realm, and keeps what makes it safe.
@WithLocalParts
class RealmImportTest {

    private static final String NAME = "weightgate-production";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final Map<String, String> VALUES = Map.of(
            "WEIGHTGATE_PORTAL_URL", "https://weights.lab.example",
            "WEIGHTGATE_CLIENT_SECRET", "kq7Zt0vY2mX9cB4nL6sD8fG1hJ3pR5wA",
            "WEIGHTGATE_SMTP_FROM", "weights@lab.example",
            "WEIGHTGATE_SMTP_PORT", "587");

    @AfterEach
    void removeTheRealm() {
        admin().delete("/admin/realms/" + NAME);
    }

    @Test
    void keycloakAcceptsTheRealmAndRefusesOtherAddresses() throws IOException {
        admin().contentType("application/json").body(realm()).post("/admin/realms").then().log().ifValidationFails()
                .statusCode(201);

        admin().get("/admin/realms/" + NAME + "/users").then().statusCode(200).body("", empty());
        admin().get("/admin/realms/" + NAME + "/roles").then().body("name",
                hasItems("reviewer", "publisher", "auditor", "admin"));
        admin().queryParam("clientId", "portal").get("/admin/realms/" + NAME + "/clients").then()
                .body("[0].redirectUris", contains("https://weights.lab.example/login/callback"))
                .body("[0].attributes['pkce.code.challenge.method']", equalTo("S256"))
                .body("[0].directAccessGrantsEnabled", equalTo(false));
        admin().get("/admin/realms/" + NAME).then()
                .body("verifyEmail", equalTo(true)).body("bruteForceProtected", equalTo(true))
                .body("sslRequired", equalTo("all"));
    }

    private static String realm() throws IOException {
        String file = Files.readString(Path.of("deploy/keycloak/weightgate-realm.json"));
        String filled = VARIABLE.matcher(file)
                .replaceAll(match -> Matcher.quoteReplacement(VALUES.getOrDefault(match.group(1), "lab.example")));
        return filled.replace("\"realm\": \"weightgate\"", "\"realm\": \"" + NAME + "\"");
    }

    private static RequestSpecification admin() {
        String keycloak = System.getProperty("test.keycloak", "");
        String token = given().baseUri(keycloak)
                .formParams("grant_type", "password", "client_id", "admin-cli", "username", "bootstrap",
                        "password", System.getProperty("test.keycloak.admin"))
                .post("/realms/master/protocol/openid-connect/token").then().statusCode(200).extract().path("access_token");
        return given().baseUri(keycloak).auth().oauth2(token);
    }
}
