package org.weightgate.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.local.BrowserSession;
import org.weightgate.people.People;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.OneTimeCode;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;

/// Deciding where the model asks for a second factor, with the real Keycloak.
@QuarkusTest
class StepUpDecisionTest {

    private static final String TEXT = "Please describe the evaluation: what, <b>how</b> & with whom.";

    @Inject
    RequestStage requests;

    @Inject
    Stage stage;

    @Inject
    People people;

    @Test
    void theReviewersWordsComeBackAfterTheSecondFactor() throws IOException {
        Model model = requests.model(1);
        stage.change("update access_policy set step_up = true where model_id = :id", model.id());
        UUID request = requests.submitted(requests.person("Ada"), model);
        String secret = UUID.randomUUID().toString();
        var vera = TestPeople.create("vera", "reviewer").withAuthenticator(secret);
        BrowserSession browser = SignIn.session(vera.username());
        browser.get("/requests");
        requests.appoint(people.withUsername(vera.username()).getFirst().id(), model, ModelRole.REVIEWER);
        String desk = "/review/" + request;
        String page = browser.get(desk).body();

        var asked = reject(browser, desk, page);
        assertThat(asked.body()).contains("kc-otp-login-form");
        var back = browser.answer(asked, "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        assertThat(back.address().getPath()).isEqualTo(desk);
        assertThat(back.body()).contains("Your second factor was accepted",
                "Please describe the evaluation: what, &lt;b&gt;how&lt;/b&gt; &amp; with whom.");
        assertThat(state(request)).isEqualTo("SUBMITTED");

        reject(browser, desk, back.body());
        assertThat(state(request)).isEqualTo("REJECTED");
    }

    @Test
    void severalAtOnceAskBeforeTheFirstIsDecidedAndComeBackToThePreview() throws IOException {
        Model model = requests.model(1);
        Model open = requests.model(1);
        stage.change("update access_policy set step_up = true where model_id = :id", model.id());
        UUID guarded = requests.submitted(requests.person("Ada"), model);
        UUID free = requests.submitted(requests.person("Ada"), open);
        String secret = UUID.randomUUID().toString();
        var vera = TestPeople.create("vera", "reviewer").withAuthenticator(secret);
        BrowserSession browser = SignIn.session(vera.username());
        browser.get("/requests");
        UUID reviewer = people.withUsername(vera.username()).getFirst().id();
        requests.appoint(reviewer, model, ModelRole.REVIEWER);
        requests.appoint(reviewer, open, ModelRole.REVIEWER);
        String preview = browser.post("/review/bulk", "id", free.toString(), "id", guarded.toString(), "verdict", "REJECT",
                "reasonCode", "USE_UNCLEAR", "publicText", TEXT).body();
        assertThat(preview).contains("All 2 can");

        var asked = decideTogether(browser, preview);
        assertThat(asked.body()).contains("kc-otp-login-form");
        assertThat(state(free)).as("none is left half done").isEqualTo("SUBMITTED");
        var back = browser.answer(asked, "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        assertThat(back.address().getPath()).isEqualTo("/review/bulk/decide");
        assertThat(back.body()).contains("Your second factor was accepted", "All 2 can",
                "Please describe the evaluation: what, &lt;b&gt;how&lt;/b&gt;");
        assertThat(state(guarded)).isEqualTo("SUBMITTED");

        assertThat(decideTogether(browser, back.body()).body()).contains("All 2 done");
        assertThat(state(guarded)).isEqualTo("REJECTED");
        assertThat(state(free)).isEqualTo("REJECTED");
    }

    private static BrowserSession.Page decideTogether(BrowserSession browser, String preview) throws IOException {
        var fields = new ArrayList<>(List.of("verdict", "REJECT", "reasonCode", "USE_UNCLEAR", "publicText", TEXT,
                "idempotencyKey", hidden(preview, "idempotencyKey")));
        Matcher seen = Pattern.compile("name=\"seen\" value=\"([^\"]*)\"").matcher(preview);
        while (seen.find()) {
            fields.addAll(List.of("seen", seen.group(1)));
        }
        return browser.post("/review/bulk/decide", fields.toArray(String[]::new));
    }

    private static BrowserSession.Page reject(BrowserSession browser, String desk, String page) throws IOException {
        return browser.post(desk, "verdict", "REJECT", "version", hidden(page, "version"), "revision", hidden(page, "revision"),
                "factsDigest", hidden(page, "factsDigest"), "reasonCode", "USE_UNCLEAR", "publicText", TEXT, "reapplyFrom",
                "2099-01-01".replace("2099", Integer.toString(java.time.Year.now(java.time.ZoneOffset.UTC).getValue() + 1)));
    }

    private String state(UUID request) {
        return stage.rows(String.class, "select state from access_request where id = :id", request).getFirst();
    }

    private static String hidden(String page, String name) {
        Matcher field = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page);
        if (!field.find()) {
            throw new AssertionError("no field " + name);
        }
        return field.group(1);
    }
}
