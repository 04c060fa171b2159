package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/// A team member's whole way: invited by mail, terms accepted by themselves, approved with the request, downloads of their own.
@QuarkusTest
class MemberAccessTest {

    @Inject
    RequestStage requests;
    @Inject
    Stage stage;
    @Inject
    People people;

    @Test
    void aMemberWhoAcceptedGetsAGrantAndDownloadsOfTheirOwn() {
        Model model = requests.model(1);
        stage.release(model, "1.0.0", Map.of("config.json", "{}", "model.safetensors", "weights"));
        var ada = SignIn.as(TestPeople.create("ada").username());
        TestPeople member = TestPeople.create("bob");
        var bob = SignIn.as(member.username());
        var vera = TestPeople.create("vera", "reviewer");
        var reviewer = SignIn.as(vera.username());
        SignIn.request(reviewer).get("/requests").then().statusCode(200);
        requests.appoint(people.withUsername(vera.username()).getFirst().id(), model, ModelRole.REVIEWER);
        var terms = requests.terms(model);
        String apply = "/models/" + model.fullName() + "/apply";
        var form = new HashMap<>(KnownAnswers.COMPLETE);
        form.putAll(Map.of("draft", "0", "action", "invite", "memberEmail", member.email()));
        SignIn.request(ada).formParams(form).post(apply).then().statusCode(303);
        String link = Mails.await(member.email(), "Join a request", Duration.ofSeconds(60)).links().stream()
                .filter(found -> found.contains("/join/")).findFirst().orElseThrow();
        SignIn.request(bob)
                .formParams(Map.of("action", "join", "terms", "yes", "termsVersion", terms.version(), "termsSha256",
                        terms.sha256()))
                .post(link.substring(link.indexOf("/join/"))).then().statusCode(200);
        ticket(bob, model).then().statusCode(403);

        form.putAll(Map.of("draft", "1", "action", "send", "memberEmail", "", "terms", "yes", "termsVersion",
                Integer.toString(terms.version()), "termsSha256", terms.sha256()));
        String location = SignIn.request(ada).formParams(form).post(apply).then().statusCode(303).extract().header("Location");
        UUID request = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
        ticket(bob, model).then().statusCode(403);
        var sheet = SignIn.request(reviewer).get("/api/v1/review/requests/" + request);
        SignIn.request(reviewer).header("If-Match", sheet.header("ETag")).contentType(ContentType.JSON)
                .body(Map.of("verdict", "APPROVE", "revision", 1, "factsDigest", sheet.<String> path("factsDigest")))
                .post("/api/v1/requests/" + request + "/decisions").then().statusCode(200).body("state", equalTo("APPROVED"));

        assertThat(requests.count("access_grant where origin = :id and state = 'ACTIVE'", request)).isEqualTo(2);
        assertThat(Mails.await(member.email(), "You can download", Duration.ofSeconds(60)).text()).contains(model.fullName());
        SignIn.request(bob).get("/api/v1/grants").then().statusCode(200).body("grants", hasSize(1)).body("grants[0].state",
                equalTo("ACTIVE"));
        SignIn.request(bob).get("/grants").then().statusCode(200).body(containsString(model.fullName()));
        String url = ticket(bob, model).then().statusCode(200).body("files", hasSize(1)).extract().path("files[0].url");
        assertThat(RestAssured.given().urlEncodingEnabled(false).get(url).then().statusCode(200).extract()
                .asString()).isEqualTo("weights");
        assertThat(requests.count("url_mint m join access_grant g on g.id = m.grant_id where g.person_id = :id", people
                .withUsername(member.username()).getFirst().id())).isEqualTo(1);
        ticket(SignIn.as(TestPeople.create("eve").username()), model).then().statusCode(403);
    }

    private static Response ticket(Map<String, String> session, Model model) {
        return SignIn.request(session).contentType(ContentType.JSON).body(Map.of("paths", List.of("model.safetensors")))
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0.0/tickets");
    }
}
