package org.weightgate.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class SecurityHeadersTest {

    @Test
    void everyAnswerCarriesThem() {
        for (String path : List.of("/", "/no/such/page/at/all", "/api/v1/models", "/api/v1/models/no/model", "/tokens",
                "/weightgate.css", "/q/health", "/q/openapi")) {
            given().accept("*/*").redirects().follow(false).get(path).then()
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .header("Content-Security-Policy", not(containsString("unsafe")))
                    .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                    .header("X-Content-Type-Options", equalTo("nosniff"))
                    .header("Referrer-Policy", equalTo("same-origin"))
                    .header("Cross-Origin-Opener-Policy", equalTo("same-origin"));
        }
    }

    @Test
    void anAddressThatIsASecretIsNotTheRefererOfWhatFollows() {
        for (String path : List.of("/opinion/0123", "/referee/0123", "/join/0123", "/address/confirm?proof=0123")) {
            given().accept("text/html").redirects().follow(false).get(path).then()
                    .header("Referrer-Policy", equalTo("strict-origin"));
        }
    }

    @Test
    void pagesAreNotKeptAndAssetsAre() {
        given().get("/").then().statusCode(200).header("Cache-Control", containsString("no-store"));
        given().get("/weightgate.css").then().statusCode(200).header("Cache-Control", containsString("max-age"));
    }

    @Test
    void whatTheLayoutNamesIsThereAndNothingIsInline() {
        String page = given().accept("text/html").get("/").then().statusCode(200)
                .body(not(containsString("<style"))).body(not(containsString("style=\""))).body(not(containsString("onclick")))
                .extract().asString();

        var assets = Pattern.compile("(?:src|href)=\"(/(?:webjars|weightgate|favicon)[^\"]+)\"").matcher(page);
        while (assets.find()) {
            RestAssured.get(assets.group(1)).then().statusCode(200);
        }
    }

    @Test
    void nothingOfTheInsideIsTold() {
        given().contentType("application/json").body("{ broken").put("/api/v1/models/a/b").then().statusCode(401);
        given().accept("text/html").get("/q/nothing").then().body(not(containsString("Exception")));
        given().accept("application/json").get("/").then().statusCode(406).body(not(containsString("Exception")));
        given().accept("text/html").delete("/").then().statusCode(405).body(containsString("does not accept that method"));
    }
}
