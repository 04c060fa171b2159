package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;

/// The thread between an applicant and the reviewers.
@QuarkusTest
class MessageTest {

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    Messages messages;

    private Model model;
    private TestPeople ada;
    private Map<String, String> session;
    private UUID request;
    private Person reviewer;

    @BeforeEach
    void aSentRequest() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
        session = SignIn.as(ada.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        request = stage.submitted(people.withUsername(ada.username()).getFirst(), model);
        reviewer = stage.reviewer("Grace the Reviewer", model);
    }

    @Test
    void theApplicantReadsWhatIsMeantForThemAndNoNames() {
        messages.fromReviewer(reviewer, request, "", Visibility.INTERNAL, "Looks odd to me.");
        messages.fromReviewer(reviewer, request, "", Visibility.APPLICANT, "Which data set do you use?");

        as().get("/requests/" + request).then().statusCode(200).body(containsString("Which data set do you use?"))
                .body(containsString("A reviewer wrote to you")).body(not(containsString("Looks odd")))
                .body(not(containsString("Grace")));
        as().get(api()).then().statusCode(200).body("size()", equalTo(1)).body("[0].from", equalTo("reviewer"))
                .body(not(containsString("Grace")));
        var mail = Mails.await(ada.email(), "A reviewer wrote to you", Duration.ofSeconds(60));
        assertThat(mail.text()).contains("Which data set do you use?").doesNotContain("Grace");
        assertThat(messages.of(request)).extracting(Message::authorName).containsOnly("Grace the Reviewer");
    }

    @Test
    void reviewersGetWhatTheApplicantWrites() {
        form().formParam("message", "Is anything missing?\r\n<b>{7*7}</b>\u202E").post("/requests/" + request + "/messages")
                .then().statusCode(303).header("Location", containsString("#message-"));

        assertThat(messages.of(request)).singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("Is anything missing?\n<b>{7*7}</b>"));
        as().get("/requests/" + request).then().body(containsString("&lt;b&gt;{7*7}&lt;/b&gt;"))
                .body(containsString("You wrote a message"));
        var mail = Mails.await(reviewer.email(), "The applicant wrote", Duration.ofSeconds(60));
        assertThat(mail.text()).contains("Is anything missing?");
        assertThat(mail.html()).contains("&lt;b&gt;{7*7}");
    }

    @Test
    void whoHasAPartInTheRequestGetsNoMailOfIt() {
        Person member = stage.reviewer("Member", model);
        Person referee = stage.reviewer("Referee", model);
        stage.joined(request, member);
        stage.named(request, referee);

        form().formParam("message", "Is anything missing?").post("/requests/" + request + "/messages").then().statusCode(303);

        String mails = "outbox_mail where person_id = :id and subject like '%The applicant wrote%'";
        assertThat(stage.count(mails, reviewer.id())).isEqualTo(1);
        assertThat(stage.count(mails, member.id())).isZero();
        assertThat(stage.count(mails, referee.id())).isZero();
    }

    @Test
    void theOwnerWhoAskedReadsTheAnswer() {
        Person owner = stage.person("Owner", "publisher");
        stage.appoint(owner.id(), model, ModelRole.OWNER);
        messages.fromReviewer(owner, request, "", Visibility.APPLICANT, "Which data set do you use?");

        form().formParam("message", "The one of the paper.").post("/requests/" + request + "/messages").then().statusCode(303);

        String mails = "outbox_mail where person_id = :id and subject like '%The applicant wrote%'";
        assertThat(stage.count(mails, owner.id())).isEqualTo(1);
        assertThat(stage.count(mails, reviewer.id())).isZero();
    }

    @Test
    void aRefusedMessageStaysInItsField() {
        form().formParam("message", "x".repeat(4001)).post("/requests/" + request + "/messages").then().statusCode(422)
                .body(containsString("message-error")).body(containsString("x".repeat(4001)));
        form().formParam("message", " \u202E ").post("/requests/" + request + "/messages").then().statusCode(422);
        as().contentType(ContentType.JSON).body("{}").post(api()).then().statusCode(422)
                .body("reason", equalTo("invalid-answers"));
    }

    @Test
    void ofALongThreadTheNewestIsShown() {
        messages.fromReviewer(reviewer, request, "", Visibility.APPLICANT, "Which data set do you use?");
        stage.longThread(request, reviewer);
        messages.fromReviewer(reviewer, request, "", Visibility.INTERNAL, "The newest of all.");

        assertThat(messages.of(request)).hasSize(1000).last().extracting(Message::body).isEqualTo("The newest of all.");
        assertThat(messages.forApplicant(request)).extracting(Message::body).containsExactly("Which data set do you use?");
    }

    @Test
    void aDoubleClickWritesOnce() {
        for (int i = 0; i < 2; i++) {
            as().header("Idempotency-Key", "k").contentType(ContentType.JSON).body("{\"body\":\"Hello\"}").post(api()).then()
                    .statusCode(200);
        }

        assertThat(messages.of(request)).hasSize(1);
    }

    @Test
    void nobodyElseReadsOrWrites() {
        var eve = SignIn.as(TestPeople.create("eve").username());
        given().get(api()).then().statusCode(401);
        SignIn.request(eve).get(api()).then().statusCode(404);
        SignIn.request(eve).contentType(ContentType.JSON).body("{\"body\":\"Hello\"}").post(api()).then().statusCode(404);
        SignIn.request(eve).formParam("message", "Hello").post("/requests/" + request + "/messages").then().statusCode(404);

        Person elsewhere = stage.reviewer("Elsewhere", stage.model(1));
        assertThat(messages.fromReviewer(elsewhere, request, "", Visibility.INTERNAL, "Hello"))
                .isEqualTo(new Outcome.Refused<>(new Refusal.NotFound()));
        assertThat(messages.of(request)).isEmpty();
    }

    @Test
    void aReviewerNeverPlaysReviewerOnTheirOwnRequest() {
        Person both = stage.reviewer("Both", model);
        UUID own = stage.submitted(both, model);

        assertThat(messages.fromReviewer(both, own, "", Visibility.INTERNAL, "Fine, I think"))
                .isEqualTo(new Outcome.Refused<>(new Refusal.OwnRequest()));
    }

    @Test
    void aWithdrawnRequestTakesNoMessages() {
        as().post("/requests/" + request + "/withdraw").then().statusCode(303);

        as().contentType(ContentType.JSON).body("{\"body\":\"Hello\"}").post(api()).then().statusCode(409)
                .body("reason", equalTo("wrong-state"));
        as().get("/requests/" + request).then().body(not(containsString("Send message")));
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }

    private RequestSpecification form() {
        return as().contentType("application/x-www-form-urlencoded; charset=UTF-8");
    }

    private String api() {
        return "/api/v1/requests/" + request + "/messages";
    }
}
