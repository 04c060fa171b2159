package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightgate.catalogue.Model;
import org.weightgate.people.Ban;
import org.weightgate.people.BanKind;
import org.weightgate.people.BanSubject;
import org.weightgate.people.BanWork;
import org.weightgate.people.Bans;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

/// Whoever a ban meets is refused when they send, in words that say which kind of ban it is.
@QuarkusTest
class BannedApplicantTest {

    @Inject
    RequestStage stage;
    @Inject
    ApplicantDesk desk;
    @Inject
    Bans bans;
    @Inject
    People people;
    @Inject
    BanWork work;

    private Model model;
    private Person officer;

    @BeforeEach
    void aModel() {
        model = stage.model(1);
        officer = stage.person("Officer", "admin");
    }

    /// In the transaction that places and lifts the ban, so that nothing of it is worked off.
    @ParameterizedTest
    @EnumSource
    void eachKindOfBanRefusesTheSending(BanKind kind) {
        Person ada = stage.person("Ada");
        String laboratory = "Laboratory " + UUID.randomUUID();
        stage.newEmailOf(ada, "ada@mail." + UUID.randomUUID() + ".example");
        var typed = new Typed(0, new Answers(KnownAnswers.with("affiliation", laboratory)));
        var saved = ((Outcome.Done<ApplicantDesk.Saved>) desk.save(ada, model, typed)).value();

        QuarkusTransaction.requiringNew().run(() -> {
            Person now = people.findById(ada.id());
            UUID placed = bans.place(subject(kind, now, laboratory.toUpperCase(Locale.ROOT)), model.id(), "A test.", null,
                    officer.id()).id();
            assertThat(desk.send(now, saved.id(), "", saved.draft(), stage.terms(model)))
                    .isEqualTo(new Outcome.Refused<>(new Refusal.Banned(kind)));
            bans.lift(bans.findById(placed), officer.id());
        });
        assertThat(desk.send(ada, saved.id(), "", saved.draft(), stage.terms(model))).as("after the ban")
                .isInstanceOf(Outcome.Done.class);
    }

    @ParameterizedTest
    @EnumSource
    void eachKindOfBanIsToldInItsOwnWords(BanKind kind) {
        Refusals words = Refusals.of(new Refusal.Banned(kind));

        assertThat(words.status()).isEqualTo(403);
        assertThat(words.detail()).contains(switch (kind) {
            case PERSON -> "This account is banned";
            case ADDRESS -> "mail address of this account is banned";
            case DOMAIN -> "Mail addresses at your domain are banned";
            case ORGANISATION -> "The organisation you name is banned";
        }).contains("write to the people who run this portal");
    }

    @Test
    void aBannedOrganisationIsRefusedOnThePageAndForPrograms() {
        var ada = TestPeople.create("ada");
        var session = SignIn.as(ada.username());
        String laboratory = "Laborat\u00f3rio " + UUID.randomUUID();
        place(BanSubject.typed(BanKind.ORGANISATION, laboratory).orElseThrow());
        var terms = stage.terms(model);
        Map<String, String> answers = KnownAnswers.with("affiliation", laboratory);
        var form = new HashMap<>(answers);
        form.putAll(Map.of("terms", "yes", "termsVersion", "1", "termsSha256", terms.sha256(), "action", "send", "draft", "0"));

        SignIn.request(session).formParams(form).post("/models/" + model.fullName() + "/apply").then().statusCode(403)
                .body(containsString("The organisation you name is banned")).body(containsString(laboratory));
        var request = SignIn.request(session).get("/api/v1/requests").then().statusCode(200).extract();
        String id = request.path("[0].id");
        SignIn.request(session).header("If-Match", "\"1\"").contentType(ContentType.JSON)
                .body(Map.of("termsVersion", 1, "termsSha256", terms.sha256())).post("/api/v1/requests/" + id + "/submit")
                .then()
                .statusCode(403).body("reason", equalTo("banned")).body("detail", containsString("organisation"));
    }

    @Test
    void whoIsBannedCannotBegin() {
        var ada = TestPeople.create("ada");
        var session = SignIn.as(ada.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        Person person = people.withUsername(ada.username()).getFirst();
        place(BanSubject.of(person));
        String model = "/models/" + this.model.fullName();

        SignIn.request(session).redirects().follow(false).get(model + "/apply").then().statusCode(303)
                .header("Location", containsString(model));
        SignIn.request(session).get(model).then().body(containsString("You are banned from this model"));
        SignIn.request(session).formParams(KnownAnswers.COMPLETE).formParam("action", "save").post(model + "/apply").then()
                .statusCode(403).body(containsString("This account is banned")).body(containsString("retell stories"));
        SignIn.request(session).contentType(ContentType.JSON).body("{}").put("/api/v1" + model + "/request").then()
                .statusCode(403).body("reason", equalTo("banned"));
        assertThat(stage.count("access_request where person_id = :id", person.id())).isZero();
    }

    @Test
    void aRequestThatABanClosedSaysSoInThePastOnceTheBanIsOver() throws Exception {
        var ada = TestPeople.create("ada");
        var session = SignIn.as(ada.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        Person person = people.withUsername(ada.username()).getFirst();
        UUID request = stage.submitted(person, model);
        Ban ban = place(BanSubject.of(person));
        workOff(ban);
        SignIn.request(session).get("/requests/" + request).then().statusCode(200)
                .body(containsString("You are banned from " + model.fullName()))
                .body(containsString("A ban closed this request")).body(not(containsString("that is over")));

        QuarkusTransaction.requiringNew().run(() -> bans.lift(bans.findById(ban.id()), officer.id()));
        workOff(ban);

        SignIn.request(session).get("/requests/" + request).then().statusCode(200)
                .body(containsString("This request was closed by a ban that is over"))
                .body(containsString("You can apply again now."))
                .body(containsString("go-again")).body(not(containsString("are banned")))
                .body(not(containsString("keeps you away")));
        SignIn.request(session).get("/api/v1/requests/" + request).then().statusCode(200)
                .body("publicText", equalTo("A ban closed this request. No reviewer decided about it."));
        assertThat(Mails.await(ada.email(), "You are no longer banned", Duration.ofSeconds(60)).text())
                .contains(model.fullName() + " was lifted", "You can apply again now");
    }

    /// Until one of those who work bans off has done it.
    private void workOff(Ban ban) throws InterruptedException {
        for (int i = 0; i < 300 && stage.count("ban where id = :id and worked_at is null", ban.id()) > 0; i++) {
            work.workOffAll();
            Thread.sleep(100);
        }
    }

    private Ban place(BanSubject subject) {
        return QuarkusTransaction.requiringNew().call(() -> bans.place(subject, model.id(), "A test.", null, officer.id()));
    }

    private static BanSubject subject(BanKind kind, Person person, String organisation) {
        return switch (kind) {
            case PERSON -> BanSubject.of(person);
            case ADDRESS -> BanSubject.typed(kind, person.email()).orElseThrow();
            case DOMAIN -> BanSubject.typed(kind, person.email().substring(person.email().indexOf("mail.") + 5)).orElseThrow();
            case ORGANISATION -> BanSubject.typed(kind, organisation).orElseThrow();
        };
    }
}
