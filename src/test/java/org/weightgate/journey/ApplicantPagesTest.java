package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.weightgate.catalogue.Model;
import org.weightgate.journey.Browser.Window;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.FieldNote;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.Messages;
import org.weightgate.requests.RequestStage;
import org.weightgate.requests.Visibility;
import org.weightgate.testing.TestPeople;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;

import io.quarkus.test.junit.QuarkusTest;

/// The applicant's pages in a real browser: empty, full, with errors and with long text; and a form that saves itself.
@QuarkusTest
@DisabledIfSystemProperty(named = "weightgate.test.browser", matches = "false")
class ApplicantPagesTest {

    private static final String LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".repeat(8);

    private static Browser browser;

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    Messages messages;

    private Model model;
    private TestPeople ada;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @BeforeEach
    void aModel() {
        model = stage.model(1);
        ada = TestPeople.create("ada");
    }

    @Test
    void aFormSavesItselfAndLosesNothing() {
        try (var window = browser.window(); var second = browser.window()) {
            signIn(window);
            signIn(second);
            var page = window.page();
            page.navigate(portal() + apply());
            window.look("apply-empty");
            second.page().navigate(portal() + apply());

            page.fill("#intendedUse", "Short & <b>bold</b>");
            page.locator("#saved:has-text('Saved')").waitFor();
            page.locator("#intendedUse-warning:has-text('at least 50')").waitFor();
            assertThat(page.inputValue("#draft")).isEqualTo("1");

            second.page().fill("#role", "Typed in the second tab");
            second.page().locator("#saved:has-text('another tab')").waitFor();
            second.look("apply-second-tab");
            second.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Compare both and choose")).click();
            second.page().waitForLoadState();
            assertThat(second.page().inputValue("#role")).isEqualTo("Typed in the second tab");
            second.look("apply-conflict");

            page.context().clearCookies();
            page.fill("#role", "Typed after the session ended");
            page.locator("#saved:has-text('signed out')").waitFor();
            assertThat(page.inputValue("#role")).isEqualTo("Typed after the session ended");
        }
    }

    @Test
    void aFormThatIsSentWaitsForWhatItIsJustSaving() {
        try (var window = browser.window()) {
            signIn(window);
            var page = window.page();
            page.navigate(portal() + apply());
            var held = new ArrayList<Route>();
            page.route("**/autosave", held::add);
            fill(page, LONG.substring(0, 150));
            page.fill("#links", "");
            page.waitForCondition(() -> !held.isEmpty());
            APIResponse saved = held.getFirst().fetch();
            page.fill("#role", "Typed while it was saved");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Review and send")).click();
            assertThat(page.url()).endsWith(apply());

            held.getFirst().fulfill(new Route.FulfillOptions().setResponse(saved));

            page.waitForURL(url -> url.contains("/review"));
            assertThat(page.content()).contains("Typed while it was saved");
        }
    }

    @Test
    void aFullFormWithErrorsAndLongTextIsReadable() {
        try (var window = browser.window()) {
            signIn(window);
            var page = window.page();
            page.navigate(portal() + apply());
            fill(page, LONG);
            page.fill("#memberEmail", "a.very.long.name.of.a.colleague.indeed@institute-for-long-names.university.example");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Invite").setExact(true)).click();
            page.waitForURL(url -> url.endsWith("#team"));
            page.fill("#refereeName", LONG.substring(0, 150));
            page.fill("#refereeEmail", "no address");
            page.fill("#memberEmail", "no address either");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Review and send")).click();
            page.waitForLoadState();
            window.look("apply-long-errors");
            page.navigate(portal() + apply() + "/review");
            window.look("apply-review-missing");
        }
    }

    @Test
    void aRequestIsReadableInEveryState() {
        try (var window = browser.window()) {
            signIn(window);
            var page = window.page();
            page.navigate(portal() + "/me");
            window.look("me-empty");
            UUID id = stage.submitted(people.withUsername(ada.username()).getFirst(), model,
                    KnownAnswers.with("intendedUse", LONG + " " + LONG));
            Person grace = stage.reviewer("Grace", model);
            messages.fromReviewer(grace, id, "", Visibility.APPLICANT, LONG);
            messages.fromReviewer(grace, id, "", Visibility.INTERNAL, "Not for the applicant");

            page.navigate(portal() + "/requests/" + id);
            assertThat(page.content()).doesNotContain("Not for the applicant");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send message")).click();
            page.waitForLoadState();
            window.look("status-waiting-error");

            stage.askForChanges(id, grace, "Please say more. " + LONG, List.of(new FieldNote("role", "Since when? " + LONG)));
            page.navigate(portal() + "/requests/" + id);
            window.look("status-changes");
            page.navigate(portal() + apply());
            window.look("apply-changes");
            page.navigate(portal() + "/me");
            window.look("me-full");
            page.navigate(portal() + "/me/erase");
            window.look("erase-me");
        }
    }

    private void fill(Page page, String text) {
        page.fill("#name", text.substring(0, 150));
        page.fill("#affiliation", text.substring(0, 150));
        page.selectOption("#country", "DE");
        page.fill("#role", text.substring(0, 100));
        page.fill("#intendedUse", text);
        page.fill("#links", "https://university.example/" + text);
    }

    private void signIn(Window window) {
        var page = window.page();
        page.navigate(portal() + "/login");
        page.fill("#username", ada.username());
        page.fill("#password", ada.username());
        page.click("[type=submit]");
        page.waitForURL(url -> url.startsWith(portal()));
    }

    private String apply() {
        return "/models/" + model.fullName() + "/apply";
    }

    private static String portal() {
        return System.getProperty("test.portal");
    }
}
