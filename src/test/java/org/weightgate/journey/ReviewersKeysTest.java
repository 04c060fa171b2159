package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/// A reviewer's morning in a real browser: with the keyboard alone, and every page looked at in its states.
@QuarkusTest
@DisabledIfSystemProperty(named = "weightgate.test.browser", matches = "false")
class ReviewersKeysTest {

    private static final String LONG = "Donaudampfschifffahrtsgesellschaftskapitaenskajuetentuerschluesselloch".repeat(3);

    @Inject
    RequestStage stage;
    @Inject
    People people;

    private final String portal = System.getProperty("test.portal");
    private Browser browser;
    private Browser.Window window;
    private Page page;
    private Model model;
    private Person grace;

    @BeforeEach
    void aReviewerSitsDown() {
        model = stage.model(1);
        TestPeople who = TestPeople.create("grace", "reviewer");
        Map<String, String> session = SignIn.as(who.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        grace = people.withUsername(who.username()).getFirst();
        stage.appoint(grace.id(), model, ModelRole.REVIEWER);
        browser = Browser.open();
        window = browser.window();
        window.carry(portal, session);
        page = window.page();
    }

    @AfterEach
    void goHome() {
        browser.close();
    }

    @Test
    void tenRequestsAreDecidedWithTheKeyboardAlone() {
        List<UUID> requests = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            requests.add(stage.submitted(stage.person("Ada " + i), model));
        }
        page.navigate(portal + "/review");

        page.keyboard().press("j");
        page.keyboard().press("c");
        until(
                "document.querySelector('tr[data-current] [data-label=\"Who has it\"]')?.textContent.trim() === 'you'");
        page.keyboard().press("j");
        assertThat(page.locator("tr[data-current] a").first().getAttribute("href")).contains(requests.get(1).toString());
        page.keyboard().press("k");
        page.keyboard().press("o");
        page.waitForURL(url -> url.contains(requests.getFirst().toString()));
        for (int i = 0; i < 10; i++) {
            String before = page.url();
            page.keyboard().press("a");
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("days");
            page.keyboard().press("Control+Enter");
            page.waitForURL(url -> !url.equals(before));
        }

        assertThat(requests.stream().limit(10)
                .mapToLong(id -> stage.count("access_request where id = :id and state = 'APPROVED'", id)).sum())
                .isEqualTo(10);
        assertThat(page.url()).contains(requests.getLast().toString());
    }

    @Test
    void lettersInAFieldAreOnlyLetters() {
        stage.submitted(stage.person("Ada"), model);
        page.navigate(portal + "/review");

        page.keyboard().press("/");
        page.keyboard().type("jokers Ada");
        assertThat(page.inputValue("#q")).isEqualTo("jokers Ada");
        assertThat(page.locator("tr[data-current]").count()).isZero();
        until("document.querySelector('#rows').textContent.includes('Nothing here matches')");
        page.fill("#q", "ada love");
        until("document.querySelectorAll('tr[data-row]').length === 1");
        assertThat(page.evaluate("document.activeElement.id")).as("typing goes on after the rows were exchanged")
                .isEqualTo("q");
        page.keyboard().press("Escape");
        page.keyboard().press("?");
        assertThat(page.locator("dialog[open]").isVisible()).isTrue();
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        page.keyboard().press("x");
        assertThat(page.locator("input[name=id]:checked").count()).isEqualTo(1);
    }

    /// The pages forbid evaluating text themselves, so the question is asked from outside.
    private void until(String condition) {
        page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate(condition)));
    }

    @Test
    void everyPageIsFineInItsStates() {
        page.navigate(portal + "/review");
        window.look("review-queue-empty");
        UUID request = stage.submitted(stage.person("Ada"), model, KnownAnswers.with("intendedUse", LONG + " " + LONG));
        stage.submitted(stage.person("Ada"), model, KnownAnswers.with("affiliation", LONG.substring(0, 190)));
        UUID late = stage.submitted(stage.person("Ada"), model);
        stage.waits(late, 100);
        stage.answeredAfterQuestion(grace, request);
        page.navigate(portal + "/review");
        window.look("review-queue");
        page.navigate(portal + "/review/" + request);
        page.locator("summary:has-text('Ask an expert')").click();
        window.look("review-desk-long");
        page.locator("#reject > summary").click();
        page.fill("#publicText", "x");
        page.locator("button:has-text('Reject WG-')").click();
        window.look("review-desk-error");
        page.navigate(portal + "/review");
        page.locator("input[name=id]").first().check();
        page.locator("button:has-text('Preview a decision')").click();
        page.locator("input[value=APPROVE]").check();
        page.locator("button:has-text('Show what each')").click();
        window.look("review-bulk");
        page.navigate(portal + "/review/settings");
        window.look("review-settings");
    }
}
