package org.weightgate.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.local.BrowserSession;
import org.weightgate.testing.OneTimeCode;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// A model whose policy asks for a fresh second factor.
@QuarkusTest
class StepUpGrantTest {

    @Inject
    GrantDesk desk;

    @Inject
    Stage stage;

    private Model model;
    private Someone owner;
    private Grant grant;

    @BeforeEach
    void aGuardedModelWithAHolder() {
        model = stage.model();
        stage.change("update access_policy set step_up = true where model_id = :id", model.id());
        owner = stage.someone(PUBLISHER);
        stage.role(model, owner, ModelRole.OWNER);
        Someone holder = stage.someone();
        UUID terms = stage.terms(model);
        grant = QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(holder.id(), model, UUID.randomUUID(), owner.id(), terms, Stage.inAMonth()));
    }

    @Test
    void whatWasTypedComesBackAfterTheSecondFactor() throws IOException {
        String secret = UUID.randomUUID().toString();
        var paula = TestPeople.create("paula", "publisher").withAuthenticator(secret);
        BrowserSession browser = SignIn.session(paula.username());
        browser.get("/grants");
        UUID id = stage.rows(UUID.class, "select id from person where subject = cast(cast(:id as uuid) as text)",
                UUID.fromString(paula.subject())).getFirst();
        stage.role(model, new Someone(id, paula.email(), ""), ModelRole.OWNER);
        String form = "/grants/" + grant.id() + "/revoke";
        String text = "A long \"reason\" <b>nobody</b> wants to type twice.";

        var asked = browser.post(form, "version", Integer.toString(grant.version()), "code", "MISUSE", "reason", text);
        assertThat(asked.body()).contains("kc-otp-login-form");
        var back = browser.answer(asked, "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        assertThat(back.address().getPath()).isEqualTo(form);
        assertThat(back.body()).contains("Nothing was changed yet", "A long &quot;reason&quot; &lt;b&gt;nobody")
                .contains("value=\"MISUSE\" selected");
        assertThat(state()).isEqualTo("ACTIVE");

        var done = browser.post(form, "version", Integer.toString(grant.version()), "code", "MISUSE", "reason", text);
        assertThat(done.address().getPath()).isEqualTo("/grants/model/" + model.fullName());
        assertThat(state()).isEqualTo("REVOKED");
    }

    @Test
    void anAccessTokenMayOnlyWhenMadeWithASecondFactor() {
        act(owner.token()).statusCode(403).body("reason", equalTo("step-up-required"))
                .body("detail", containsString("/step-up"));
        assertThat(state()).isEqualTo("ACTIVE");

        stage.change("update access_token set stepped_up_at = now() - interval '13 hours' where person_id = :id", owner.id());
        act(owner.token()).statusCode(403).body("reason", equalTo("step-up-required"));
        stage.change("update access_token set stepped_up_at = now() - interval '1 hour' where person_id = :id", owner.id());
        act(owner.token()).statusCode(200);
    }

    @Test
    void rolesAndBansAndTermsAskForItToo() {
        String path = "/api/v1/models/" + model.fullName();
        given().auth().oauth2(owner.token()).put(path + "/roles/reviewer/somebody").then().statusCode(403)
                .body("reason", equalTo("step-up-required"));
        given().auth().oauth2(owner.token()).delete(path + "/roles/reviewer/somebody").then().statusCode(403)
                .body("reason", equalTo("step-up-required"));
        given().auth().oauth2(owner.token()).contentType("application/json")
                .body(Map.of("title", "Terms", "body", "Others.", "mustAccept", false)).post(path + "/terms").then()
                .statusCode(403).body("reason", equalTo("step-up-required"));
        given().auth().oauth2(owner.token()).contentType("application/json")
                .body(Map.of("kind", "domain", "who", "bad.test", "reason", "x", "model", model.fullName()))
                .post("/api/v1/bans").then().statusCode(403).body("reason", equalTo("step-up-required"));
        given().auth().oauth2(owner.token()).contentType("application/json")
                .body(Map.of("summary", "s", "termsTitle", "Terms", "terms", "Be kind.", "policy", Map.of("stepUp", false)))
                .put(path).then().statusCode(403).body("reason", equalTo("step-up-required"));
        for (Map<String, Object> change : List.<Map<String, Object>> of(Map.of("terms", "Be cruel."),
                Map.of("policy", Map.of("holdSeconds", 600)))) {
            given().auth().oauth2(owner.token()).contentType("application/json").body(change).put(path).then()
                    .statusCode(403).body("reason", equalTo("step-up-required"));
        }
        given().auth().oauth2(owner.token()).contentType("application/json").body(Map.of("summary", "Another summary"))
                .put(path).then().statusCode(200);
    }

    private io.restassured.response.ValidatableResponse act(String token) {
        return given().auth().oauth2(token).contentType("application/json").body(Map.of("reason", "because"))
                .post("/api/v1/grants/" + grant.id() + "/suspend").then();
    }

    private String state() {
        return stage.rows(String.class, "select state from access_grant where id = :id", grant.id()).getFirst();
    }
}
