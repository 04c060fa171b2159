package org.weightgate.people;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;
import org.weightgate.web.ProblemException;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// A person's own page, the copy of their data, and its end.
@QuarkusTest
class MeTest {

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    Erasure erasure;
    @Inject
    PersonalRows rows;
    @Inject
    PostLimits limits;
    @Inject
    Bans bans;

    private Model model;
    private TestPeople ada;
    private Map<String, String> session;

    @BeforeEach
    void aPersonAndAModel() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
        session = SignIn.as(ada.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
    }

    @Test
    void strangersHaveNoPage() {
        for (String path : new String[] { "/me", "/me/data", "/me/erase" }) {
            given().redirects().follow(false).get(path).then().statusCode(302);
        }
        given().redirects().follow(false).header("Sec-Fetch-Site", "same-origin").post("/me/erase").then().statusCode(303);
    }

    @Test
    void onePageShowsEverythingAndSaysWhatToDoWhenThereIsNothing() {
        as().get("/me").then().statusCode(200).body(containsString("You have not applied for a model yet"))
                .body(containsString("You have no access to a model yet"));
        UUID id = stage.submitted(person(), model);

        as().get("/me").then().statusCode(200).body(containsString("/requests/" + id))
                .body(containsString("We have your request for " + model.fullName()));
    }

    @Test
    void theCopyHoldsMyDataAndNobodyElses() {
        Person eve = stage.person("Eve Elsewhere");
        stage.submitted(eve, model, KnownAnswers.with("role", "The role of Eve"));
        stage.submitted(person(), model);

        var copy = as().get("/me/data").then().statusCode(200)
                .header("Content-Disposition", containsString("weightgate-my-data.json")).contentType("application/json");
        copy.body("account[0].email", equalTo(ada.email())).body("requests.size()", equalTo(1))
                .body("revisions[0].answers.name", equalTo("Ada Lovelace"))
                .body("whatYouDid.type", hasItem("request.submitted")).body("mails[0].subject", containsString("WG-"));
        copy.body(not(containsString("Eve"))).body(not(containsString(eve.email())));
    }

    @Test
    void erasingAsksOnceAndLeavesNoName() {
        UUID id = stage.submitted(person(), model);
        UUID person = person().id();
        as().get("/me/erase").then().statusCode(200).body(containsString("cannot be undone"));
        as().post("/me/erase").then().statusCode(422).body(containsString("sure-error"));
        assertThat(stage.count("person where id = :id and erased_at is null", person)).isEqualTo(1);

        String farewell = as().formParam("sure", "yes").post("/me/erase").then().statusCode(303).extract()
                .cookie(Farewell.COOKIE);
        given().cookie(Farewell.COOKIE, farewell).get("/").then().statusCode(200).cookie(Farewell.COOKIE, "")
                .body(containsString("Your data was erased"));
        given().get("/").then().statusCode(200).body(not(containsString("Your data was erased")));

        assertThat(stage.count("""
                person where id = :id and erased_at is not null and email = '' and display_name = 'Erased person'
                    and subject = cast(id as text)""", person)).isEqualTo(1);
        assertThat(stage.count("access_request where id = :id and state = 'WITHDRAWN' and applicant_name = ''", id))
                .isEqualTo(1);
        assertThat(stage.count("request_revision where request_id = :id and answers = '{}'", id)).isEqualTo(1);
        assertThat(stage.count("request_draft where request_id = :id", id)).isZero();
        assertThat(stage.count("event where stream = :id", id)).isGreaterThan(1);
    }

    @Test
    void aMailIsSentAgainToItsOwnerAndNotTooOften() {
        UUID id = stage.submitted(person(), model);
        Mails.await(ada.email(), "We have your request", Duration.ofSeconds(60));
        String again = awaitedAgain(id);

        as().post(again).then().statusCode(429).body(containsString("can be sent again from"));
        SignIn.request(SignIn.as(TestPeople.create("eve").username())).post(again).then().statusCode(404);
        as().post("/me/mails/" + UUID.randomUUID() + "/again").then().statusCode(404);
    }

    /// The mail has arrived before its sender has written that down.
    private String awaitedAgain(UUID id) {
        for (int tries = 0; tries < 100; tries++) {
            var link = Pattern.compile("/me/mails/[0-9a-f-]{36}/again").matcher(as().get("/requests/" + id).asString());
            if (link.find()) {
                return link.group();
            }
        }
        throw new AssertionError("never sent");
    }

    @Test
    void whoIsBannedReadsItOnTheirPageAndOnWhatIsClosed() {
        UUID id = stage.submitted(person(), model);
        stage.withdraw(id);
        as().get("/me").then().statusCode(200).body(not(containsString("my-bans")));
        UUID admin = stage.person("Admin", "admin").id();

        UUID ban = QuarkusTransaction.requiringNew().call(() -> bans
                .place(BanSubject.of(person()), model.id(), "Weights were <i>passed on</i>.", null, admin).id());

        as().get("/me").then().statusCode(200).body(containsString("my-bans"))
                .body(containsString("Until it is lifted: Weights were &lt;i&gt;passed on&lt;/i&gt;."))
                .body(containsString("write to the people who run this portal"));
        as().get("/requests/" + id).then().statusCode(200).body(containsString("You are banned from " + model.fullName()))
                .body(containsString("Weights were &lt;i&gt;passed on&lt;/i&gt;."))
                .body(containsString("write to the people who run this portal")).body(not(containsString("go-again")));

        QuarkusTransaction.requiringNew().run(() -> bans.lift(bans.findById(ban), admin));
        as().get("/me").then().body(not(containsString("my-bans")));
        as().get("/requests/" + id).then().body(not(containsString("You are banned"))).body(containsString("go-again"));
    }

    @Test
    void erasingLeavesOthersAlone() {
        Person eve = stage.person("Eve Elsewhere");
        UUID hers = stage.submitted(eve, model);

        erasure.erase(person(), false);

        assertThat(
                stage.count("access_request where id = :id and state = 'SUBMITTED' and applicant_name = 'Ada Lovelace'", hers))
                .isEqualTo(1);
    }

    @Test
    void manyFormsAtOnceAreSlowedDownInWords() {
        var account = rows.read("select issuer, subject from person where id = :person", person().id()).getFirst();
        String key = account.get("issuer") + " " + account.get("subject");

        Response page = overTheLimit(key, () -> as().accept("text/html").formParam("sure", "no").post("/me/erase"));
        page.then().header("Retry-After", not(blankOrNullString())).body(containsString("what you typed is still there"));
        Response json = overTheLimit(key, () -> as().contentType("application/json").body("{}")
                .post("/api/v1/requests/" + UUID.randomUUID() + "/messages"));
        json.then().contentType("application/problem+json").body("reason", equalTo("too-many"));
        as().get("/me").then().statusCode(200);
    }

    /// On a slow machine the limit may have let one through between the draining and the request.
    private Response overTheLimit(String key, Supplier<Response> post) {
        for (int tries = 0; tries < 20; tries++) {
            drain(key);
            Response response = post.get();
            if (response.statusCode() == 429) {
                return response;
            }
        }
        throw new AssertionError("never limited");
    }

    private void drain(String key) {
        try {
            for (int i = 0; i < 1000; i++) {
                limits.check(key, "a network of its own " + i);
            }
        } catch (ProblemException _) {
            return;
        }
        throw new AssertionError("no limit");
    }

    @Test
    void anOldSignInIsNotFresh() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");

        assertThat(FreshSignIn.covers(now.minusSeconds(5), now)).isTrue();
        assertThat(FreshSignIn.covers(now.minus(FreshSignIn.FRESH), now)).isFalse();
        assertThat(FreshSignIn.covers(now.plus(Duration.ofHours(1)), now)).isFalse();
    }

    private Person person() {
        return people.withUsername(ada.username()).getFirst();
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }
}
