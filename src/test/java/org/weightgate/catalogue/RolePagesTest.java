package org.weightgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.local.BrowserSession;
import org.weightgate.people.People;
import org.weightgate.testing.OneTimeCode;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;

/// Who looks after a model, on its page.
@QuarkusTest
class RolePagesTest {

    @Inject
    Stage stage;

    @Inject
    People people;

    @Inject
    LastOwners owners;

    private Model model;
    private String page;
    private TestPeople paula;
    private Map<String, String> owner;

    @BeforeEach
    void aModelAndItsOwner() {
        model = stage.model();
        page = "/publish/" + model.fullName() + "/roles";
        paula = TestPeople.create("paula", "publisher");
        owner = visit(paula);
        stage.role(model, new Someone(id(paula), paula.email(), ""), ModelRole.OWNER);
    }

    @Test
    void anOwnerGivesAndTakesRoles() {
        TestPeople vera = TestPeople.create("vera", "reviewer");
        visit(vera);
        SignIn.request(owner).get("/publish").then().statusCode(200).body(containsString("href=\"" + page + "\""));

        give(owner, vera.username(), "REVIEWER").post(page).then().statusCode(303);
        SignIn.request(owner).get(page).then().statusCode(200).body(containsString(vera.username()));
        assertThat(roles()).containsExactlyInAnyOrder("OWNER", "REVIEWER");

        take(owner, vera.username(), "REVIEWER").post(page).then().statusCode(303);
        assertThat(roles()).containsExactly("OWNER");
    }

    @Test
    void whatIsRefusedIsSaidBesideWhatWasTyped() {
        give(owner, "nobody <b>here", "AUDITOR").post(page).then().statusCode(404)
                .body(containsString("value=\"nobody &lt;b&gt;here\"")).body(containsString("username-error"))
                .body(containsString("value=\"AUDITOR\" checked"));
        TestPeople reader = TestPeople.create("eve");
        visit(reader);
        give(owner, reader.username(), "REVIEWER").post(page).then().statusCode(409)
                .body(containsString("does not hold the realm role reviewer"));
        take(owner, paula.username(), "OWNER").post(page).then().statusCode(409)
                .body(containsString("keeps at least one owner")).body(containsString("href=\"#holders\""))
                .body(not(containsString("username-error")));
        give(owner, reader.username(), "KING").post(page).then().statusCode(400);
        assertThat(roles()).containsExactly("OWNER");
    }

    @Test
    void nobodyElseSeesOrChangesThem() {
        for (Map<String, String> other : List.of(visit(TestPeople.create("other", "publisher")),
                visit(TestPeople.create("eve")), visit(TestPeople.create("rita", "reviewer")))) {
            SignIn.request(other).get(page).then().statusCode(403).body(not(containsString(paula.username())));
            give(other, paula.username(), "PUBLISHER").post(page).then().statusCode(403);
            take(other, paula.username(), "OWNER").post(page).then().statusCode(403);
        }
        assertThat(roles()).containsExactly("OWNER");
    }

    @Test
    void anAdministratorAppointsAnOwnerWhereThereIsNone() {
        TestPeople adele = TestPeople.create("adele", "admin");
        Map<String, String> admin = visit(adele);
        assertThat(owners.of(people.findById(id(adele)))).extracting(Need::href).doesNotContain(page);
        stage.change("delete from model_role where model_id = :id", model.id());
        // only the first ones are shown
        stage.change("update model set namespace = '0' where id = :id", model.id());
        page = "/publish/0/" + model.name() + "/roles";

        assertThat(owners.of(people.findById(id(adele)))).extracting(Need::href).contains(page);
        assertThat(owners.of(people.findById(id(paula)))).isEmpty();
        SignIn.request(admin).get(page).then().statusCode(200).body(containsString("Nobody looks after this model"));
        give(admin, paula.username(), "OWNER").post(page).then().statusCode(303);
        assertThat(roles()).containsExactly("OWNER");
        assertThat(owners.of(people.findById(id(adele)))).extracting(Need::href).doesNotContain(page);
    }

    @Test
    void aGuardedModelAsksForASecondFactorAndKeepsWhatWasTyped() throws IOException {
        stage.change("update access_policy set step_up = true where model_id = :id", model.id());
        String secret = UUID.randomUUID().toString();
        paula.withAuthenticator(secret);
        TestPeople vera = TestPeople.create("vera", "reviewer");
        visit(vera);
        BrowserSession browser = SignIn.session(paula.username());

        var asked = browser.post(page, "action", "give", "username", vera.username(), "role", "REVIEWER");
        var back = browser.answer(asked, "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        assertThat(back.address().getPath()).isEqualTo(page);
        assertThat(back.body()).contains("Nothing is changed yet", "value=\"" + vera.username() + "\"",
                "value=\"REVIEWER\" checked");
        assertThat(roles()).containsExactly("OWNER");

        browser.post(page, "action", "give", "username", vera.username(), "role", "REVIEWER");
        assertThat(roles()).containsExactlyInAnyOrder("OWNER", "REVIEWER");
    }

    private RequestSpecification give(Map<String, String> session, String username, String role) {
        return SignIn.request(session).accept("text/html")
                .formParams(Map.of("action", "give", "username", username, "role", role));
    }

    private RequestSpecification take(Map<String, String> session, String username, String role) {
        return SignIn.request(session).accept("text/html")
                .formParams(Map.of("action", "take", "username", username, "role", role));
    }

    private List<String> roles() {
        return stage.rows(String.class, "select role from model_role where model_id = :id", model.id());
    }

    private UUID id(TestPeople person) {
        return people.withUsername(person.username()).getFirst().id();
    }

    private static Map<String, String> visit(TestPeople person) {
        Map<String, String> session = SignIn.as(person.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        return session;
    }
}
