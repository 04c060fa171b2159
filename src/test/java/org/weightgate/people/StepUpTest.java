package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.weightgate.local.BrowserSession;
import org.weightgate.testing.OneTimeCode;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;

import io.quarkus.test.junit.QuarkusTest;

/// Against the real Keycloak, with codes computed as an authenticator app does.
@QuarkusTest
class StepUpTest {

    private static final Pattern NEW_SECRET = Pattern.compile("name=\"totpSecret\" value=\"([^\"]+)\"");
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");

    @Inject
    Stage stage;

    @Inject
    KeptForms kept;

    @Inject
    People people;

    @Test
    void theSecondFactorIsAskedForAndLeadsBack() throws IOException, InterruptedException {
        String secret = UUID.randomUUID().toString();
        var vera = TestPeople.create("vera").withAuthenticator(secret);
        BrowserSession browser = SignIn.session(vera.username());

        var asked = browser.get("/step-up?return=/tokens");
        var refused = browser.answer(asked, "kc-otp-login-form", "otp", "000000");
        var back = browser.answer(refused, "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        // Keycloak takes nothing of somebody while it still counts what they got wrong
        for (int tries = 0; tries < 20 && back.address().getAuthority().equals(asked.address().getAuthority()); tries++) {
            Thread.sleep(500);
            back = browser.answer(back, "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        }

        assertThat(asked.address().getAuthority()).isNotEqualTo(back.address().getAuthority());
        assertThat(back.address().getPath()).isEqualTo("/tokens");
        assertThat(back.status()).isEqualTo(200);
        assertThat(browser.get("/step-up").body()).contains("It is you");
    }

    @Test
    void whoHasNoSecondFactorSetsOneUp() throws IOException {
        BrowserSession browser = SignIn.session(TestPeople.create("vera").username());

        var enrol = browser.get("/step-up?return=/tokens");
        Matcher secret = NEW_SECRET.matcher(enrol.body());
        assertThat(secret.find()).isTrue();
        var back = browser.answer(enrol, "kc-totp-settings-form", "totpSecret", secret.group(1), "totp",
                OneTimeCode.now(secret.group(1)), "userLabel", "phone");

        assertThat(back.address().getPath()).isEqualTo("/tokens");
        assertThat(browser.get("/step-up").body()).contains("It is you");
    }

    @Test
    void aTokenRemembersWhetherItsMakerHadShownASecondFactor() throws IOException {
        String secret = UUID.randomUUID().toString();
        var vera = TestPeople.create("vera").withAuthenticator(secret);
        BrowserSession browser = SignIn.session(vera.username());

        browser.post("/tokens", "name", "before", "scopes", "read", "days", "3");
        browser.answer(browser.get("/step-up?return=/tokens"), "kc-otp-login-form", "otp", OneTimeCode.now(secret));
        browser.post("/tokens", "name", "after", "scopes", "read", "days", "3");

        String made = "select name from access_token t join person p on p.id = t.person_id"
                + " where p.subject = cast(cast(:id as uuid) as text) and t.stepped_up_at is ";
        UUID subject = UUID.fromString(vera.subject());
        assertThat(stage.rows(String.class, made + "null", subject)).containsExactly("before");
        assertThat(stage.rows(String.class, made + "not null", subject)).containsExactly("after");
    }

    @Test
    void anotherSiteIsNoPlaceToReturnTo() throws IOException {
        String secret = UUID.randomUUID().toString();
        BrowserSession browser = SignIn.session(TestPeople.create("vera").withAuthenticator(secret).username());

        var back = browser.answer(browser.get("/step-up?return=//evil.example/x"), "kc-otp-login-form", "otp",
                OneTimeCode.now(secret));

        assertThat(back.address().getPath()).isEqualTo("/");
    }

    @Test
    void aKeptFormIsItsPersonsAndItsPagesAlone() {
        Person mine = people.findById(stage.someone().id());
        Person other = people.findById(stage.someone().id());
        UUID form = kept.keep(mine.id(), "/review/1", Map.of("publicText", List.of("a\u0000 \"long\" <b>text"))).orElseThrow();

        assertThat(kept.of(mine, "/review/1", form).orElseThrow().getFirst("publicText")).isEqualTo("a \"long\" <b>text");
        assertThat(kept.of(mine, "/review/2", form)).isEmpty();
        assertThat(kept.of(other, "/review/1", form)).isEmpty();
        assertThat(kept.of(mine, "/review/1", UUID.randomUUID())).isEmpty();
        assertThat(kept.keep(mine.id(), "/review/1", Map.of("publicText", List.of("x".repeat(600_000))))).isEmpty();
    }

    @Test
    void itCountsForTenMinutesAndNeverFromTheFuture() {
        Duration ten = Duration.ofMinutes(10);

        assertThat(StepUp.covers(NOON, ten, NOON.plus(ten).minusSeconds(1))).isTrue();
        assertThat(StepUp.covers(NOON, ten, NOON.plus(ten))).isFalse();
        assertThat(StepUp.covers(NOON, ten, NOON.minusSeconds(59))).isTrue();
        assertThat(StepUp.covers(NOON, ten, NOON.minusSeconds(61))).isFalse();
    }
}
