package org.weightgate.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class QueryValuesTest {

    @ParameterizedTest
    @ValueSource(strings = { "abc", "1.5", "99999999999", "<b>", "1 or 2" })
    void aNumberThatIsNoneIsABadRequest(String limit) {
        given().queryParam("limit", limit).get("/api/models").then().statusCode(400)
                .body("reason", equalTo("bad-request"))
                .body("detail", equalTo("The query of this address gives \"" + limit + "\" where a whole number belongs."))
                .body("error", containsString("a whole number"))
                .header("X-Error-Message", containsString("a whole number"));
    }

    @Test
    void aLongValueIsNotRepeated() {
        given().queryParam("limit", "x".repeat(1000)).get("/api/models").then().statusCode(400)
                .body("detail", containsString("x".repeat(40) + "...\""));
    }

    @Test
    void numbersAreStillNumbers() {
        given().queryParam("limit", "1").get("/api/models").then().statusCode(200);
        given().get("/api/models").then().statusCode(200);
    }

    @Test
    void anIdOfAPageThatIsNoneIsABadRequestToo() {
        var session = SignIn.as(TestPeople.create("query").username());
        SignIn.request(session).accept("text/html").get("/tokens?after=none").then().statusCode(400)
                .body(containsString("where an id belongs"));
        SignIn.request(session).accept("text/html").get("/tokens?after=" + UUID.randomUUID()).then().statusCode(200);
    }

    @Test
    void anIdInAPathThatIsNoneIsNowhere() {
        SignIn.request(SignIn.as(TestPeople.create("path").username())).accept("text/html").get("/grants/none/usage").then()
                .statusCode(404);
    }
}
