package org.weightgate.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.people.RealmRole;
import org.weightgate.testing.Stage;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

/// JSON that does not fit says what does not.
@QuarkusTest
class UnreadableJsonTest {

    @Inject
    Stage stage;

    private String token = "";

    @BeforeEach
    void signIn() {
        token = stage.someone(RealmRole.PUBLISHER).token();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"terms": {"title": "T"}}               | terms
            {"summary": [1]}                        | summary
            {"policy": 5}                           | policy
            {"policy": {"quorum": "many"}}          | policy.quorum
            """)
    void aFieldOfAnotherTypeIsNamed(String body, String field) {
        put(body).body("reason", equalTo("unreadable")).body("errors[0].field", equalTo(field));
    }

    @Test
    void aListWhereAnObjectIsExpectedIsRefused() {
        put("[]").body("reason", equalTo("unreadable")).body("errors", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"summary\":", "junk", "{\"summary\":\"a\" \"b\"}" })
    void whatIsNoJsonIsToldWhereItEnds(String body) {
        put(body).body("reason", equalTo("unreadable")).body("detail", containsString("line 1"));
    }

    private ValidatableResponse put(String body) {
        return given().auth().oauth2(token).contentType("application/json").body(body)
                .put("/api/v1/models/lab/unreadable").then().statusCode(400)
                .contentType("application/problem+json");
    }
}
