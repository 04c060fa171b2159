package org.weightgate.requests;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.KeptTexts;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;
import org.weightgate.web.LinkSecret;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/// The application form: drafts that save themselves, the team, the referee and files.
@QuarkusTest
class ApplyTest {

    private static final String FORM = "application/x-www-form-urlencoded; charset=UTF-8";

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    Session database;
    @Inject
    Stage tokens;

    private Model model;
    private TestPeople ada;
    private Map<String, String> session;

    private static final String TICKED = "name=\"terms\" value=\"yes\" checked";

    @BeforeEach
    void aPersonAndAModel() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
        session = SignIn.as(ada.username());
    }

    @Test
    void typingIsSavedByItselfWithWarningsInsteadOfErrors() {
        var typed = fields("0");
        typed.put("intendedUse", "too short");
        typed.put("name", "");

        String fragment = autosave(typed).then().statusCode(200).extract().asString();

        assertThat(fragment).contains("Saved <time", "hx-swap-oob", "Write at least 50", "look again")
                .doesNotContain("Enter your full name", "<html");
        assertThat(fragment).contains("name=\"draft\" value=\"1\"");
        as().get(path()).then().statusCode(200).body(containsString("too short")).body(containsString("Write at least 50"))
                .body(not(containsString("error-summary")));
    }

    @Test
    void theSecondTabIsToldAndChooses() {
        autosave(fields("0")).then().statusCode(200);
        var second = fields("0");
        second.put("role", "Professor of the second tab");

        autosave(second).then().statusCode(200).body(containsString("another tab")).body(containsString("Compare both"))
                .body(not(containsString("name=\"draft\"")));
        second.put("action", "save");
        String page = post(second).then().statusCode(412).extract().asString();
        assertThat(page).contains("Professor of the second tab", "PhD student", "take.role", "name=\"draft\" value=\"1\"");

        second.put("draft", "1");
        second.put("take.role", "saved");
        second.put("affiliation", "Of the second tab");
        post(second).then().statusCode(303);
        as().get(path()).then().body(containsString("PhD student")).body(containsString("Of the second tab"));
    }

    @Test
    void aFormSentWhileItSavedItselfIsNotHeldUp() {
        var typed = fields("0");
        autosave(typed).then().statusCode(200);
        typed.put("action", "review");

        post(typed).then().statusCode(303).header("Location", containsString("/apply/review"));

        typed.put("reply", "Another reply");
        post(typed).then().statusCode(412);
    }

    @Test
    void aFormSentWhileItSavedItselfForTheFirstTimeIsNotHeldUp() throws Exception {
        for (int round = 0; round < 8; round++) {
            model = stage.model(1);
            var sent = withAction(fields("0"), "review");
            try (var both = Executors.newFixedThreadPool(2)) {
                var begin = new CyclicBarrier(2);
                Future<Response> saved = both.submit(() -> {
                    begin.await();
                    return autosave(fields("0"));
                });
                Future<Response> answer = both.submit(() -> {
                    begin.await();
                    return post(sent);
                });
                answer.get().then().statusCode(303).header("Location", containsString("/apply/review"));
                saved.get().then().statusCode(200).body(containsString("name=\"draft\" value=\"1\""));
            }
        }
    }

    @Test
    void whatComesTwiceLeavesThePageThatWasOpenedInBetweenFresh() {
        autosave(fields("0")).then().statusCode(200);
        as().get(path()).then().body(containsString("name=\"draft\" value=\"1\""));
        autosave(fields("0")).then().statusCode(200);
        var changed = withAction(fields("1"), "save");
        changed.put("role", "Professor");

        post(changed).then().statusCode(303);
        as().get(path()).then().body(containsString("Professor"));
    }

    @Test
    void theTickOfTheTermsStaysWhateverTheButton() {
        autosave(fields("0")).then().statusCode(200);
        var second = withAction(fields("0"), "save");
        second.put("role", "Professor of the second tab");
        post(second).then().statusCode(412).body(containsString(TICKED));

        var inviting = withAction(fields("1"), "invite");
        inviting.put("memberEmail", "carol@university.example");
        String back = post(inviting).then().statusCode(303).extract().header("Location");
        as().get(back.substring(back.indexOf("/models/"), back.indexOf('#'))).then().statusCode(200)
                .body(containsString(TICKED));
        var unread = fields("1");
        unread.remove("terms");
        unread.put("role", "r".repeat(200));
        post(withAction(unread, "review")).then().statusCode(422).body(not(containsString(TICKED)))
                .body(containsString("“Your role”: Write at most 120 characters"));
        as().get(path() + "?accepted=0123").then().statusCode(200).body(not(containsString(TICKED)));
    }

    @Test
    void aButtonPressedTwiceIsPressedOnce() {
        String bob = "bob-" + UUID.randomUUID() + "@university.example";
        var inviting = withAction(fields("0"), "invite");
        inviting.putAll(Map.of("memberEmail", bob, "idempotencyKey", UUID.randomUUID().toString()));
        for (int i = 0; i < 2; i++) {
            post(inviting).then().statusCode(303).header("Location", containsString("#team"));
        }
        assertThat(stage.count("outbox_mail where recipient = '" + bob + "' and :id is not null", model.id())).isOne();

        inviting.put("memberEmail", "x" + bob);
        post(inviting).then().statusCode(303);
        inviting.put("memberEmail", bob);
        inviting.put("idempotencyKey", UUID.randomUUID().toString());
        post(inviting).then().statusCode(422).body(containsString("is already on the team"));

        var dropping = withAction(fields("1"), find(as().get(path()).asString(), "drop:[0-9a-f-]{36}"));
        dropping.put("idempotencyKey", UUID.randomUUID().toString());
        for (int i = 0; i < 2; i++) {
            post(dropping).then().statusCode(303);
        }
    }

    @Test
    void whatIsSentAfterTheSessionEndedComesBackAfterSigningIn() {
        var typed = fields("0");
        typed.put("intendedUse", "Typed for an hour <b>");
        typed.put("action", "save");
        Response aside = signedOut(typed);
        aside.then().statusCode(303).header("Location", containsString("/login?return="));
        String kept = aside.getCookie("weightgate-kept");

        as().cookie("weightgate-kept", kept).get(path()).then().statusCode(200)
                .body(containsString("Typed for an hour &lt;b&gt;"))
                .body(containsString("You were signed out"));
        as().get(path()).then().body(not(containsString("Typed for an hour")));
        as().cookie("weightgate-kept", kept).contentType(FORM).formParams(typed).post(path()).then().statusCode(303);
        as().cookie("weightgate-kept", kept).get(path()).then().body(not(containsString("You were signed out")));
        given().redirects().follow(false).header("Sec-Fetch-Site", "same-origin").cookie("q_session", "of.long.ago")
                .contentType(FORM).formParams(typed).post(path()).then().statusCode(303).cookie("weightgate-kept");
    }

    @Test
    void whatIsTypedBesideAFileComesBackToo() {
        Response aside = given().redirects().follow(false).header("Sec-Fetch-Site", "same-origin").accept("text/html")
                .cookie("q_session", "of.long.ago").multiPart("intendedUse", "Typed for an hour")
                .multiPart("file", "cv.pdf", new byte[1000]).post(path() + "/files");
        assertThat(aside.statusCode()).isEqualTo(303);

        as().cookie("weightgate-kept", aside.getCookie("weightgate-kept")).get(path()).then().statusCode(200)
                .body(containsString("Typed for an hour"));
    }

    @Test
    void whatIsPutAsideComesBackToTheLetter() {
        var typed = fields("0");
        typed.put("intendedUse", "The escape \\u0000 and the sign \0.");
        String kept = signedOut(typed).then().statusCode(303).extract().cookie("weightgate-kept");

        as().cookie("weightgate-kept", kept).get(path()).then().statusCode(200)
                .body(containsString("The escape \\u0000 and the sign ."));
    }

    @Test
    void whatCannotBePutAsideIsSaidAndLeavesNothing() {
        change("""
                insert into kept_text (token_hash, path, fields, kept_at)
                select sha256(cast('full' || i as bytea)), '/full', '{}', now() from generate_series(1, %d) i"""
                .formatted(KeptTexts.MOST));
        try {
            signedOut(fields("0")).then().statusCode(401).body(containsString("what you typed is still there"))
                    .header("Set-Cookie", not(containsString("kept=")));
        } finally {
            change("delete from kept_text where path = '/full'");
        }
        signedOut(fields("0")).then().statusCode(303).cookie("weightgate-kept");
    }

    @Test
    void theLastPageShowsAllAndSendsExactlyThat() {
        var typed = fields("0");
        typed.put("action", "review");
        String last = post(typed).then().statusCode(303).header("Location", containsString("/apply/review?accepted="))
                .extract().header("Location");
        String page = as().get(last).then().statusCode(200).extract().asString();
        assertThat(page).contains("University of London", "You accept the terms", ada.email());

        var sending = sending(page);
        var changed = fields("1");
        changed.put("role", "Changed in another tab");
        autosave(changed).then().statusCode(200);
        as().contentType(FORM).formParams(sending).post(path() + "/review").then().statusCode(412)
                .body(containsString("Changed in another tab"));

        sending.put("draft", "2");
        as().contentType(FORM).formParams(sending).post(path() + "/review").then().statusCode(303)
                .header("Location", containsString("/requests/"));
    }

    @Test
    void theLastPageSaysWhatIsMissing() {
        var typed = fields("0");
        typed.put("country", "");
        autosave(typed);

        as().get(path() + "/review").then().statusCode(200).body(containsString("Choose the country"))
                .body(containsString(path() + "#country")).body(not(containsString("<button>Send</button>")));
        typed.put("action", "review");
        typed.put("draft", "1");
        post(typed).then().statusCode(422).body(containsString("country-error"));
    }

    @Test
    void filesAreTakenByContentServedToSaveAndRemoved() {
        as().multiPart("draft", "0").multiPart("name", "Ada").multiPart("file", "cv.pdf", FileTypeTest.PDF)
                .post(path() + "/files").then().statusCode(303).header("Location", containsString("#files"));
        String page = as().get(path()).then().body(containsString("cv.pdf")).extract().asString();
        String file = find(page, "/requests/[0-9a-f-]+/files/[0-9a-f-]+");

        as().get(file).then().statusCode(200).header("Content-Disposition", startsWith("attachment"))
                .header("X-Content-Type-Options", "nosniff").contentType("application/pdf");
        assertThat(as().get(file).asByteArray()).isEqualTo(FileTypeTest.PDF);
        given().redirects().follow(false).get(file).then().statusCode(302);
        SignIn.request(SignIn.as(TestPeople.create("eve").username())).get(file).then().statusCode(404);

        var removing = fields("1");
        removing.put("action", "remove:" + file.substring(file.lastIndexOf('/') + 1));
        post(removing).then().statusCode(303);
        as().get(file).then().statusCode(404);
    }

    @Test
    void aRefusedFileIsNamedAndWhatWasTypedStays() {
        as().multiPart("draft", "0").multiPart("name", "Ada who typed").multiPart("file", "cv.pdf", "MZ".getBytes(UTF_8))
                .post(path() + "/files").then().statusCode(422).body(containsString("cv.pdf"))
                .body(containsString("file-error")).body(containsString("Ada who typed"));
        as().multiPart("draft", "1").multiPart("name", "Ada who typed")
                .multiPart("file", "big.pdf", new byte[11 * 1024 * 1024]).post(path() + "/files").then().statusCode(422)
                .body(containsString("“big.pdf” is too large"));
        as().get(path()).then().body(containsString("Ada who typed"));
    }

    @Test
    void reviewersOfThatModelAloneReadFilesOnceTheyAreSent() {
        autosave(fields("0"));
        String id = as().get("/api/v1/requests").path("[0].id");
        String file = as().contentType("application/octet-stream").queryParam("name", "cv.pdf").body(FileTypeTest.PDF)
                .post("/api/v1/requests/" + id + "/attachments").then().statusCode(201).extract().path("path");
        TestPeople vera = TestPeople.create("vera", "reviewer");
        TestPeople other = TestPeople.create("other", "reviewer");
        var veras = SignIn.as(vera.username());
        var others = SignIn.as(other.username());
        SignIn.request(veras).get("/");
        SignIn.request(others).get("/");
        stage.appoint(person(vera).id(), model, ModelRole.REVIEWER);
        stage.appoint(person(other).id(), stage.model(1), ModelRole.REVIEWER);

        SignIn.request(veras).get(file).then().statusCode(404);
        post(withAction(fields("1"), "send")).then().statusCode(303);
        SignIn.request(veras).get(file).then().statusCode(200);
        given().auth().oauth2(tokens.token(person(vera).id(), Scope.READ)).get(file).then().statusCode(403)
                .body("reason", equalTo("insufficient-scope"));
        given().auth().oauth2(tokens.token(person(vera).id(), Scope.REVIEW)).get(file).then().statusCode(200);
        SignIn.request(others).get(file).then().statusCode(404);
        as().contentType("application/octet-stream").queryParam("name", "late.pdf").body(FileTypeTest.PDF)
                .post("/api/v1/requests/" + id + "/attachments").then().statusCode(409);
        as().delete("/api/v1" + file.replace("/files/", "/attachments/")).then().statusCode(409);
    }

    @Test
    void aMemberAcceptsTheTermsThemselvesBeforeTheRequestCanBeSent() {
        TestPeople bob = TestPeople.create("bob");
        var inviting = withAction(fields("0"), "invite");
        inviting.put("memberEmail", bob.email());
        post(inviting).then().statusCode(303).header("Location", containsString("#team"));
        post(withAction(fields("1"), "send")).then().statusCode(422).body(containsString("not accepted the terms yet"));

        String link = link(bob.email(), "Join a request", "/join/");
        given().redirects().follow(false).get(link).then().statusCode(302);
        as().get(link).then().statusCode(200).body(containsString("from your own request"));
        var bobs = SignIn.as(bob.username());
        SignIn.request(bobs).get(link).then().statusCode(200).body(containsString("I have read these terms"));
        SignIn.request(bobs).formParam("action", "join").post(link).then().statusCode(422);
        Terms terms = stage.terms(model);
        SignIn.request(bobs).formParam("action", "join").formParam("terms", "yes").formParam("termsVersion", terms.version())
                .formParam("termsSha256", terms.sha256()).post(link).then().statusCode(200)
                .body(containsString("You are on the team")).body(containsString("Leave the team"));
        var eve = SignIn.as(TestPeople.create("eve").username());
        SignIn.request(eve).get(link).then().body(containsString("another account"));

        post(withAction(fields("2"), "send")).then().statusCode(303);
        assertThat(stage.count("member where person_id = :id and terms_sha256 is not null", person(bob).id())).isEqualTo(1);
    }

    @Test
    void whoJoinedSeesTheTeamAndLeavesIt() {
        TestPeople bob = TestPeople.create("bob");
        var bobs = SignIn.as(bob.username());
        SignIn.request(bobs).get("/requests").then().statusCode(200).body(not(containsString("Teams you joined")));
        UUID request = stage.submitted(stage.person("Eve Elsewhere"), model);
        stage.joined(request, person(bob));

        SignIn.request(bobs).get("/requests").then().statusCode(200).body(containsString("Teams you joined"))
                .body(containsString("Eve Elsewhere")).body(containsString("/requests/" + request + "/leave"))
                .body(not(containsString("You have not applied")));
        as().post("/requests/" + request + "/leave").then().statusCode(404);
        SignIn.request(bobs).post("/requests/" + request + "/leave").then().statusCode(303);

        SignIn.request(bobs).get("/requests").then().body(not(containsString("Teams you joined")));
        assertThat(stage.count("member where request_id = :id and state = 'DECLINED'", request)).isEqualTo(1);
    }

    @Test
    void whatOneTabLeftEmptyTakesTheTextOfTheOther() {
        autosave(fields("0")).then().statusCode(200);
        var second = fields("0");
        second.put("affiliation", "");
        second.put("action", "save");

        post(second).then().statusCode(412)
                .body(containsString("name=\"take.affiliation\" value=\"saved\" checked"));
    }

    @Test
    void aMemberCanDeclineAndBeTakenOff() {
        TestPeople bob = TestPeople.create("bob");
        var inviting = withAction(fields("0"), "invite");
        inviting.put("memberEmail", bob.email());
        post(inviting).then().statusCode(303);
        String link = link(bob.email(), "Join a request", "/join/");
        var bobs = SignIn.as(bob.username());

        SignIn.request(bobs).formParam("action", "decline").post(link).then().statusCode(200);
        as().get(path()).then().body(not(containsString(bob.email())));

        inviting.put("draft", "1");
        inviting.put("memberEmail", "carol@university.example");
        post(inviting).then().statusCode(303);
        String carol = find(as().get(path()).asString(), "drop:[0-9a-f-]{36}");
        post(withAction(fields("1"), carol)).then().statusCode(303);
        post(withAction(fields("1"), "send")).then().statusCode(303);
    }

    @Test
    void badAddressesStandBesideTheirFields() {
        var typed = withAction(fields("0"), "invite");
        typed.put("memberEmail", "bob@x.example\r\nBcc: eve@x.example");
        typed.put("refereeName", "Grace");
        typed.put("refereeEmail", ada.email());

        post(typed).then().statusCode(422).body(containsString("memberEmail-error")).body(containsString("refereeEmail-error"))
                .body(containsString("A referee is somebody else"));
    }

    @Test
    void addressesStayWhileOtherButtonsArePressed() {
        String page = as().multiPart("draft", "0").multiPart("memberEmail", "carol@university.example")
                .multiPart("refereeName", "Grace").multiPart("refereeEmail", "no address")
                .multiPart("file", "cv.pdf", FileTypeTest.PDF).post(path() + "/files").then().statusCode(422).extract()
                .asString();
        assertThat(page).contains("carol@university.example", "This person is not invited yet", "refereeEmail-error",
                "no address", "cv.pdf");
        String file = find(page, "/requests/[0-9a-f-]+/files/[0-9a-f-]+");
        var removing = withAction(fields("1"), "remove:" + file.substring(file.lastIndexOf('/') + 1));
        removing.put("memberEmail", "carol@university.example");

        post(removing).then().statusCode(422).body(containsString("carol@university.example"))
                .body(containsString("This person is not invited yet"));
        as().get(file).then().statusCode(404);
    }

    @Test
    void aRefereeConfirmsOnceWithoutAnAccount() {
        String address = "grace-" + UUID.randomUUID() + "@university.example";
        var typed = withAction(fields("0"), "review");
        typed.put("refereeName", "Grace <i>Hopper</i>");
        typed.put("refereeEmail", address);
        post(typed).then().statusCode(303);
        post(withAction(typed, "send", "1")).then().statusCode(303);

        String link = link(address, "Do you vouch", "/referee/");
        given().get(link).then().statusCode(200).body(containsString("Ada Lovelace")).body(containsString("&lt;i&gt;Hopper"));
        as().contentType(FORM).formParam("action", "confirm").post(link).then().statusCode(422)
                .body(containsString("Nobody vouches for themselves"));
        answer(link, "confirm").then().statusCode(200).body(containsString("Thank you"));
        answer(link, "decline").then().statusCode(422).body(containsString("has been answered"))
                .body(not(containsString("Ada Lovelace")));
        String id = as().get("/api/v1/requests").path("[0].id");
        assertThat(stage.count("referee_invitation where request_id = :id and state = 'CONFIRMED'", UUID.fromString(id)))
                .isEqualTo(1);
        assertThat(stage.count("""
                outbox_mail m join referee_invitation i on i.id = m.about
                where i.request_id = :id and m.state = 'SENT' and m.text_body || m.html_body ~ '/referee/[A-Za-z0-9_-]{43}'""",
                UUID.fromString(id))).isZero();
        given().get("/referee/" + LinkSecret.fresh().text()).then().statusCode(404);
    }

    @Test
    void theApiNamesWhatIsMissing() {
        var inviting = withAction(fields("0"), "invite");
        inviting.put("memberEmail", "carol@university.example");
        post(inviting).then().statusCode(303);
        Response request = as().get("/api/v1/requests");
        String id = request.path("[0].id");

        as().header("If-Match", "\"1\"").contentType(ContentType.JSON)
                .body("{\"termsVersion\":1,\"termsSha256\":\"%s\"}".formatted(stage.terms(model).sha256()))
                .post("/api/v1/requests/" + id + "/submit").then().statusCode(422)
                .body("reason", equalTo("invalid-answers")).body("detail", containsString("not accepted the terms"));
        assertThat(request.jsonPath().getList("id")).contains(id);
    }

    @Test
    void theApiKnowsTheCompany() {
        autosave(fields("0"));
        String id = as().get("/api/v1/requests").path("[0].id");
        String api = "/api/v1/requests/" + id;
        String member = as().contentType(ContentType.JSON).body("{\"email\":\"carol@university.example\"}")
                .post(api + "/members")
                .then().statusCode(200).body("members[0].state", equalTo("INVITED")).extract().path("members[0].id");
        as().contentType(ContentType.JSON).body("{\"name\":\"Grace\",\"email\":\"grace@university.example\"}")
                .put(api + "/referee").then().statusCode(200).body("referee.state", equalTo("WAITING"));
        as().contentType(ContentType.JSON).body("{}").post(api + "/members").then().statusCode(422);
        as().delete(api + "/members/" + member).then().statusCode(204);
        as().get(api + "/company").then().body("members.size()", equalTo(0));

        var eve = SignIn.as(TestPeople.create("eve").username());
        SignIn.request(eve).get(api + "/company").then().statusCode(404);
        SignIn.request(eve).contentType(ContentType.JSON).body("{\"email\":\"eve@x.example\"}").post(api + "/members").then()
                .statusCode(404);
        SignIn.request(eve).delete(api + "/members/" + member).then().statusCode(404);
        SignIn.request(eve).contentType(ContentType.JSON).body("{\"name\":\"Eve\",\"email\":\"eve@x.example\"}")
                .put(api + "/referee").then().statusCode(404);
    }

    @Test
    void aRepeatedInvitationAndFileAreTakenOnce() {
        autosave(fields("0"));
        String api = "/api/v1/requests/" + as().get("/api/v1/requests").<String> path("[0].id");
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            as().header("Idempotency-Key", key).contentType(ContentType.JSON).body("{\"email\":\"carol@university.example\"}")
                    .post(api + "/members").then().statusCode(200).body("members.size()", equalTo(1));
            as().header("Idempotency-Key", key + "2").contentType(ContentType.JSON)
                    .body("{\"name\":\"Grace\",\"email\":\"grace@university.example\"}").put(api + "/referee").then()
                    .statusCode(200);
            as().contentType(ContentType.BINARY).body(FileTypeTest.PDF).post(api + "/attachments?name=cv.pdf").then()
                    .statusCode(201);
        }
        as().get(api + "/attachments").then().statusCode(200).body("size()", equalTo(1));
        as().contentType(ContentType.BINARY).body(FileTypeTest.PDF).post(api + "/attachments?name=other.pdf").then()
                .statusCode(201);
        as().get(api + "/attachments").then().body("size()", equalTo(2));
        as().header("Idempotency-Key", key).contentType(ContentType.JSON).body("{\"email\":\"dan@university.example\"}")
                .post(api + "/members").then().statusCode(422).body("reason", equalTo("idempotency-key-reused"));
        as().header("Idempotency-Key", key + "3").contentType(ContentType.JSON).body("{\"email\":\"carol@university.example\"}")
                .post(api + "/members").then().statusCode(422).body("reason", equalTo("invalid-answers"));
    }

    private Response answer(String link, String action) {
        return given().header("Sec-Fetch-Site", "same-origin").contentType(FORM).formParam("action", action).post(link);
    }

    private static String link(String address, String subject, String path) {
        return Mails.await(address, subject, Duration.ofSeconds(60)).links().stream().filter(link -> link.contains(path))
                .map(link -> link.substring(link.indexOf(path))).findFirst().orElseThrow();
    }

    private Person person(TestPeople who) {
        return people.withUsername(who.username()).getFirst();
    }

    private Map<String, String> fields(String draft) {
        var fields = new HashMap<>(KnownAnswers.COMPLETE);
        Terms terms = stage.terms(model);
        fields.putAll(Map.of("draft", draft, "terms", "yes", "termsVersion", Integer.toString(terms.version()), "termsSha256",
                terms.sha256(), "idempotencyKey", UUID.randomUUID().toString()));
        return fields;
    }

    private static Map<String, String> withAction(Map<String, String> fields, String action) {
        var with = new HashMap<>(fields);
        with.put("action", action);
        return with;
    }

    private static Map<String, String> withAction(Map<String, String> fields, String action, String draft) {
        var with = withAction(fields, action);
        with.put("draft", draft);
        return with;
    }

    private static Map<String, String> sending(String page) {
        var fields = new HashMap<String, String>();
        for (String name : new String[] { "request", "draft", "idempotencyKey", "termsVersion", "termsSha256", "terms" }) {
            fields.put(name, find(page, "name=\"" + name + "\" value=\"([^\"]*)\""));
        }
        return fields;
    }

    private static String find(String text, String pattern) {
        var match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).as(pattern).isTrue();
        return match.groupCount() > 0 ? match.group(1) : match.group();
    }

    private Response autosave(Map<String, String> fields) {
        return as().header("HX-Request", "true").contentType(FORM).formParams(fields).post(path() + "/autosave");
    }

    private Response signedOut(Map<String, String> fields) {
        return given().redirects().follow(false).header("Sec-Fetch-Site", "same-origin").contentType(FORM).formParams(fields)
                .post(path());
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(sql).executeUpdate());
    }

    private Response post(Map<String, String> fields) {
        return as().contentType(FORM).formParams(fields).post(path());
    }

    private RequestSpecification as() {
        return SignIn.request(session);
    }

    private String path() {
        return "/models/" + model.fullName() + "/apply";
    }
}
