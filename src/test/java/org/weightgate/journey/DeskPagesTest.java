package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.journey.Browser.Window;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Mails;
import org.weightgate.testing.OneTimeCode;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.quarkus.test.junit.QuarkusTest;

/// The pages around a decision and around a grant, empty, full, refused and with text of the greatest length and the worst
/// intentions, in a real browser.
@QuarkusTest
@DisabledIfSystemProperty(named = "weightgate.test.browser", matches = "false")
class DeskPagesTest {

    private static final String LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".repeat(12);
    private static final String NASTY = "<b onclick=alert(1)>bold</b> {7*7} ${7*7} {#if} \u202egnp.exe\u2066 </textarea><script>x</script> ";

    private static final String FORM = "application/x-www-form-urlencoded; charset=UTF-8";

    private static Browser browser;

    @Inject
    RequestStage requests;
    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    People people;

    private Model model;

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
        model = requests.model(1);
    }

    @Test
    void aDecisionThatComesTooLateKeepsItsWordsAndSaysWhatHappened() {
        try (var window = browser.window()) {
            reviewer(window, "grace");
            Person barbara = requests.reviewer(LONG.substring(0, 180), model);
            UUID request = requests.submitted(requests.person(LONG.substring(0, 180)), model, longest());
            Page page = window.page();

            rejecting(page, request);
            requests.askForChanges(request, barbara, "Which evaluation exactly? " + LONG, List.of());
            send(page);
            plain(page);
            assertThat(page.content()).contains("What you wrote was not sent");
            window.look("desk-412-closed");

            requests.answered(request);
            rejecting(page, request);
            requests.newTerms(model, 2);
            requests.newPolicy(model, 2, 1);
            requests.newEmail(request, LONG.substring(0, 60).replace("ä", "a").replace("ü", "u") + "@"
                    + "a-very-long-domain-name-of-a-university".repeat(4) + ".example");
            send(page);
            plain(page);
            assertThat(page.inputValue("#publicText")).contains("onclick=alert(1)");
            window.look("desk-409");

            page.evaluate("document.querySelector('#reject [name=version]').remove()");
            page.locator("button:has-text('Reject WG-')").click();
            page.waitForLoadState();
            assertThat(page.content()).contains("Say what you saw");
            assertThat(page.inputValue("#publicText")).contains("onclick=alert(1)");
            window.look("desk-428");
        }
    }

    @Test
    void aHeldDecisionIsPlainEverywhere() {
        try (var window = browser.window()) {
            reviewer(window, "grace");
            stage.rule(model, "hold_seconds", 600);
            requests.reviewer("Alan", model);
            UUID request = requests.submitted(requests.person("Ada"), model, longest());
            UUID next = requests.submitted(requests.person("Ada"), model);
            Page page = window.page();

            rejecting(page, request);
            page.locator("button:has-text('Reject and go to the next')").click();
            page.waitForURL(url -> url.contains(next.toString()));
            window.look("desk-after-decision");
            page.navigate(portal() + "/review/" + request);
            window.look("desk-held");
            page.navigate(portal() + "/review/" + request + "/held");
            plain(page);
            window.look("held");
            page.locator("button:has-text('Take the decision back')").click();
            page.waitForLoadState();
            plain(page);
            window.look("held-taken-back");
        }
    }

    @Test
    void severalDecisionsArePreviewedAndReported() {
        try (var window = browser.window()) {
            reviewer(window, "grace");
            List<UUID> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sent.add(requests.submitted(requests.person(LONG.substring(0, 180)), model, longest()));
            }
            Page page = window.page();
            page.navigate(portal() + "/review");
            page.locator("input[name=id]").all().forEach(Locator::check);
            page.locator("button:has-text('Preview a decision')").click();
            window.look("bulk-empty");
            page.locator("input[value=REJECT]").check();
            page.locator("button:has-text('Show what each')").click();
            page.waitForLoadState();
            window.look("bulk-cannot");
            page.locator("input[value=REJECT]").check();
            page.selectOption("#reasonCode", "USE_UNCLEAR");
            page.fill("#publicText", NASTY + LONG);
            page.locator("button:has-text('Show what each')").click();
            page.waitForLoadState();
            requests.withdraw(sent.getLast());
            requests.newEmail(sent.getFirst(), "elsewhere-" + UUID.randomUUID() + "@example.org");
            page.locator("button:has-text('Reject 3 requests')").click();
            page.waitForLoadState();
            assertThat(page.content()).contains("1 done, 2 not");
            assertThat(page.locator("table.was-is").all()).isNotEmpty();
            window.look("bulk-result");
        }
    }

    @Test
    void peopleFromOutsideFindTheirWay() {
        try (var window = browser.window(); var members = browser.window(); var outside = browser.window()) {
            Map<String, String> ada = session(TestPeople.create("ada"));
            TestPeople bob = TestPeople.create("bob");
            members.carry(portal(), session(bob));
            Map<String, String> grace = reviewer(window, "grace");
            String referee = "referee-" + UUID.randomUUID() + "@example.org";
            String expert = "expert-" + UUID.randomUUID() + "@example.org";
            var form = new HashMap<>(longest());
            form.putAll(Map.of("draft", "0", "action", "invite", "memberEmail", bob.email(), "refereeName",
                    (NASTY + LONG).substring(0, 150), "refereeEmail", referee));
            SignIn.request(ada).contentType(FORM).formParams(form).post(apply()).then().statusCode(303);
            Page page = members.page();
            page.navigate(link(bob.email(), "Join a request", "/join/"));
            members.look("join");
            page.locator("button:has-text('Join the team')").click();
            page.waitForLoadState();
            members.look("join-error");
            page.check("#terms");
            page.locator("button:has-text('Join the team')").click();
            page.waitForLoadState();
            members.look("joined");

            var terms = requests.terms(model);
            form.putAll(Map.of("draft", "1", "action", "send", "memberEmail", "", "terms", "yes", "termsVersion",
                    Integer.toString(terms.version()), "termsSha256", terms.sha256()));
            String sent = SignIn.request(ada).contentType(FORM).formParams(form).post(apply()).then().statusCode(303).extract()
                    .header("Location");
            String request = sent.substring(sent.lastIndexOf('/') + 1);
            page = outside.page();
            page.navigate(link(referee, "", "/referee/"));
            plain(page);
            outside.look("referee");
            page.fill("#comment", LONG.repeat(8));
            page.locator("button:has-text('I know them')").click();
            page.waitForLoadState();
            outside.look("referee-error");
            page.fill("#comment", NASTY);
            page.locator("button:has-text('I know them')").click();
            page.waitForLoadState();
            outside.look("referee-done");
            page = window.page();

            SignIn.request(grace).contentType(FORM)
                    .formParams(Map.of("name", (NASTY + LONG).substring(0, 190), "email", expert, "question", NASTY + LONG,
                            "days", "7"))
                    .formParam("field", "intendedUse", "links").post("/review/" + request + "/experts").then().statusCode(303);
            page.navigate(link(expert, "Your opinion", "/opinion/"));
            plain(page);
            window.look("opinion");
            page.fill("#opinion", NASTY + LONG);
            page.locator("button:has-text('Send my opinion')").click();
            page.waitForLoadState();
            plain(page);
            window.look("opinion-error");
            page.locator("input[value=AGAINST]").check();
            page.locator("button:has-text('Send my opinion')").click();
            page.waitForLoadState();
            window.look("opinion-done");
            page.reload();
            window.look("opinion-gone");
            page.navigate(portal() + "/review/" + request);
            plain(page);
            window.look("desk-full");

            for (String address : List.of(bob.email(), referee, expert)) {
                Mails.to(address).forEach(mail -> {
                    assertThat(mail.subject()).doesNotContain("\r", "\n").doesNotContain("\u202e");
                    assertThat(mail.html()).doesNotContain("<script>x", "<b onclick").doesNotContain("\u202e");
                    assertThat(mail.text() + mail.html()).doesNotContain("\u202e").doesNotContain(" 49 ");
                });
            }
        }
    }

    @Test
    void aSecondFactorIsAskedForAndTooManyFormsAreRefused() throws InterruptedException {
        try (var window = browser.window(); var late = browser.window()) {
            String secret = UUID.randomUUID().toString();
            TestPeople vera = TestPeople.create("vera").withAuthenticator(secret);
            Page page = window.page();
            signIn(page, vera);
            window.carry(portal(), Map.of("weightgate-step-up", "1"));
            page.navigate(portal() + "/step-up");
            window.look("step-up-missing");
            page.context().clearCookies(new BrowserContext.ClearCookiesOptions().setName("weightgate-step-up"));
            page.locator("a:has-text('Try again')").click();
            page.fill("#otp", OneTimeCode.now(secret));
            page.click("[type=submit]");
            page.waitForURL(url -> url.startsWith(portal() + "/step-up"));
            window.look("step-up-done");

            Map<String, String> ada = session(TestPeople.create("ada"));
            late.carry(portal(), ada);
            var hurrying = new AtomicBoolean(true);
            var refused = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                while (hurrying.get()) {
                    if (SignIn.request(ada).formParam("name", "").post("/tokens").statusCode() == 429) {
                        refused.countDown();
                    }
                }
            });
            assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();
            // now and then the one in the window is the one that still gets through
            for (int again = 0; again < 20 && !late.page().content().contains("You send forms faster than"); again++) {
                late.page().navigate(portal() + "/tokens");
                late.page().locator("form[action='/tokens']").evaluate("form => form.noValidate = true");
                late.page().locator("form[action='/tokens'] button").click();
                late.page().waitForLoadState();
            }
            hurrying.set(false);
            assertThat(late.page().content()).contains("You send forms faster than");
            late.look("too-many");
        }
    }

    @Test
    void aRenewalAsksForAReportAndKeepsIt() {
        try (var window = browser.window()) {
            TestPeople ada = TestPeople.create("ada");
            window.carry(portal(), session(ada));
            Person reviewer = requests.reviewer("Grace", model);
            stage.release(model, "1.0.0", Map.of("a.bin", "a"));
            UUID request = requests.submitted(person(ada), model, longest());
            requests.approved(request, reviewer);
            var holder = new Stage.Someone(person(ada).id(), ada.email(), "");
            releases.grant(holder, requests.model(1), holder);
            releases.grant(holder, model, holder);
            Page page = window.page();
            page.navigate(portal() + "/tokens/jobs");
            window.look("jobs-empty");
            for (String subject : List.of("repo:*", "repo:" + "lab/".repeat(90) + "eval:*")) {
                page.fill("#subject", subject);
                page.locator("button:has-text('Let it in')").click();
                page.waitForLoadState();
                plain(page);
                window.look(subject.length() < 9 ? "jobs-error" : "jobs-full");
            }
            page.navigate(portal() + "/models/" + model.fullName() + "/renew");
            window.look("renew");
            page.fill("#summary", "x");
            page.fill("#publications", NASTY + LONG);
            page.locator("button:has-text('Go on')").click();
            page.waitForLoadState();
            plain(page);
            window.look("renew-errors");
            page.fill("#summary", NASTY + LONG);
            page.fill("#publications", "https://university.example/" + LONG.substring(0, 400));
            page.locator("button:has-text('Go on')").click();
            page.waitForLoadState();
            window.look("renew-apply");
        }
    }

    @Test
    void theModelsPagesAreFullAndFine() throws Exception {
        try (var window = browser.window(); var administrators = browser.window()) {
            TestPeople paula = TestPeople.create("paula", "publisher");
            window.carry(portal(), session(paula));
            stage.role(model, new Stage.Someone(person(paula).id(), paula.email(), ""), ModelRole.OWNER);
            Page page = window.page();
            page.navigate(portal() + "/publish");
            window.look("publish-empty");
            page.navigate(portal() + "/models/" + model.fullName() + "/usage");
            window.look("usage-empty");
            Map<String, byte[]> files = IntStream.range(0, 12).boxed().collect(Collectors.toMap(
                    number -> "a-very-long-folder-name/" + "w".repeat(120) + number + ".bin",
                    number -> ("bytes " + number).getBytes(StandardCharsets.UTF_8)));
            var published = releases.release(model, "1.0.0", files);
            for (int i = 0; i < 4; i++) {
                Person holder = requests.person(i == 0 ? NASTY + LONG.substring(0, 100) : "Holder " + i);
                releases.grant(new Stage.Someone(holder.id(), holder.email(), ""), model,
                        new Stage.Someone(person(paula).id(), paula.email(), ""));
            }
            page.navigate(portal() + "/models/" + model.fullName() + "/usage");
            plain(page);
            window.look("usage-full");
            page.navigate(portal() + "/publish/" + model.fullName() + "/1.0.0");
            window.look("publish-release");
            page.navigate(portal() + "/models/" + model.fullName());
            for (var tab : page.locator("[role=tab]").all()) {
                tab.click();
            }
            window.look("model-tabs");
            stage.withdraw(published.id());
            page.navigate(portal() + "/publish/" + model.fullName() + "/1.0.0");
            window.look("publish-withdrawn");

            administrators.carry(portal(), session(TestPeople.create("adele", "admin")));
            page = administrators.page();
            page.navigate(portal() + "/admin/bans");
            administrators.look("bans");
            page.click("summary:has-text('Ban somebody')");
            page.check("input[value=organisation]");
            page.fill("#who", (NASTY + LONG).substring(0, 300));
            page.fill("#reason", NASTY + LONG.substring(0, 600));
            page.locator("button:has-text('See whom it meets')").click();
            page.waitForLoadState();
            plain(page);
            administrators.look("bans-preview-long");
        }
    }

    /// Nothing that people typed has become part of the page.
    private static void plain(Page page) {
        assertThat(page.locator("main b, main [onclick]").count()).isZero();
        assertThat(page.content()).doesNotContain("<script>x").doesNotContain(" 49 ");
    }

    private void rejecting(Page page, UUID request) {
        page.navigate(portal() + "/review/" + request);
        page.locator("#reject > summary").click();
        page.selectOption("#reasonCode", "USE_UNCLEAR");
        page.fill("#publicText", NASTY + LONG);
    }

    private static void send(Page page) {
        page.locator("button:has-text('Reject WG-')").click();
        page.waitForLoadState();
    }

    private static Map<String, String> longest() {
        var answers = new HashMap<>(KnownAnswers.COMPLETE);
        answers.put("name", (NASTY + LONG).substring(0, 190));
        answers.put("affiliation", (NASTY + LONG).substring(0, 190));
        answers.put("role", LONG.substring(0, 120));
        answers.put("intendedUse", NASTY + LONG);
        answers.put("links", "https://university.example/" + LONG.substring(0, 400));
        return answers;
    }

    private Map<String, String> reviewer(Window window, String name) {
        TestPeople who = TestPeople.create(name, "reviewer");
        Map<String, String> session = session(who);
        requests.appoint(person(who).id(), model, ModelRole.REVIEWER);
        window.carry(portal(), session);
        return session;
    }

    private static Map<String, String> session(TestPeople who) {
        Map<String, String> session = SignIn.as(who.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        return session;
    }

    private static void signIn(Page page, TestPeople who) {
        page.navigate(portal() + "/login");
        page.fill("#username", who.username());
        page.fill("#password", who.username());
        page.click("[type=submit]");
        page.waitForURL(url -> url.startsWith(portal()));
    }

    private Person person(TestPeople who) {
        return people.withUsername(who.username()).getFirst();
    }

    private static String link(String address, String subject, String part) {
        String link = Mails.await(address, subject, Duration.ofSeconds(60)).links().stream()
                .filter(found -> found.contains(part)).findFirst().orElseThrow();
        return portal() + link.substring(link.indexOf(part));
    }

    private String apply() {
        return "/models/" + model.fullName() + "/apply";
    }

    private static String portal() {
        return System.getProperty("test.portal");
    }
}
