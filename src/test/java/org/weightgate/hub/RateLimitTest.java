package org.weightgate.hub;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.test.junit.QuarkusTest;

/// Whoever asks too often is told for how long to wait, in the headers their client reads, and nobody else is.
@QuarkusTest
class RateLimitTest {

    private static final int ROOM_SECONDS = 15;
    private static final String WAIT = "\"(api|resolvers)\";r=0;t=[1-9][0-9]{0,2}";

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    RateLimiter limiter;

    private Someone busy;
    private Model model;

    @BeforeEach
    void somebodyBusy() throws Exception {
        busy = stage.someone();
        model = stage.model();
        releases.release(model, "1.0.0", Map.of("config.json", text("{}"), "model.safetensors", text("weights")));
        releases.grant(busy, model, stage.someone(PUBLISHER));
    }

    @Test
    void theBudgetIsToldWithEachAnswer() {
        given().auth().oauth2(busy.token()).get(api()).then().statusCode(200)
                .header("RateLimit", matchesPattern("\"api\";r=2999;t=[0-9]+"))
                .header("RateLimit-Policy", equalTo("\"fixed window\";\"api\";q=3000;w=300"));
        given().auth().oauth2(busy.token()).head(file()).then().statusCode(200)
                .header("RateLimit", matchesPattern("\"resolvers\";r=29999;t=[0-9]+"));
    }

    @Test
    void whoAsksTooOftenWaitsAndOthersDoNot() throws Exception {
        useUp(RateLimiter.Kind.API);
        useUp(RateLimiter.Kind.RESOLVERS);
        Someone namesake = stage.someone();
        for (Someone one : List.of(busy, namesake)) {
            stage.change("update person set username = 'twin' where id = :id", one.id());
        }

        for (String path : List.of(api(), file())) {
            int seconds = given().auth().oauth2(busy.token()).redirects().follow(false).get(path).then().statusCode(429)
                    .header("RateLimit", matchesPattern(WAIT)).header("Location", nullValue())
                    .body("error", containsString("Too many requests: go on in ")).extract().headers()
                    .get("Retry-After").getValue().length();
            assertThat(seconds).isBetween(1, 3);
            given().auth().oauth2(busy.token()).head(path).then().statusCode(429).header("RateLimit", matchesPattern(WAIT));
            given().auth().oauth2(namesake.token()).get(path).then().header("RateLimit", matchesPattern(".*;r=[1-9].*"));
        }
        assertThat(stage.rows(String.class, "select path from url_mint where person_id = :id", busy.id())).isEmpty();
    }

    @Test
    void huggingFacesClientSeesTooManyRequests() throws Exception {
        useUp(RateLimiter.Kind.RESOLVERS);

        var answers = new HubClient(System.getProperty("test.portal"), busy.token())
                .call(List.of(Map.of("call", "downloadFile", "path", "config.json", "repo", model.fullName())));

        assertThat(answers.getFirst().getInt("status")).isEqualTo(429);
    }

    /// Not across the end of a window.
    private void useUp(RateLimiter.Kind kind) throws InterruptedException {
        String caller = "person " + busy.id();
        long left = limiter.take(kind, caller).secondsLeft();
        if (left < ROOM_SECONDS) {
            TimeUnit.SECONDS.sleep(left);
        }
        while (limiter.take(kind, caller).left() >= 0) {
            // until nothing is left
        }
    }

    private String api() {
        return "/api/models/" + model.fullName() + "/revision/main";
    }

    private String file() {
        return "/" + model.fullName() + "/resolve/main/config.json";
    }
}
