package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.grants.GrantDesk;
import org.weightgate.journey.Browser.Window;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/// The pages of grants, terms and bans in a real browser: empty, full, with errors and with long text.
@QuarkusTest
@DisabledIfSystemProperty(named = "weightgate.test.browser", matches = "false")
class GrantPagesTest {

    private static final String LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".repeat(8);

    private static Browser browser;

    @Inject
    Stage stage;

    @Inject
    GrantDesk desk;

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
        model = stage.model();
        stage.release(model, "1.0", Map.of("a.bin", "a"));
    }

    @Test
    void anOwnerAsksForNewTermsAndAHolderAcceptsThem() {
        try (var owning = browser.window(); var holding = browser.window()) {
            Person owner = signIn(owning, TestPeople.create("paula", "publisher"));
            Person holder = signIn(holding, TestPeople.create("hugo"));
            var owners = owning.page();
            var holders = holding.page();
            stage.role(model, someone(owner), ModelRole.OWNER);

            owners.navigate(portal() + "/grants/model/" + model.fullName());
            holders.navigate(portal() + "/grants");
            UUID grant = issue(holder);
            owners.navigate(portal() + "/grants/model/" + model.fullName() + "?q=nobody");
            owners.navigate(portal() + "/grants/model/" + model.fullName() + "?q=" + holder.displayName());
            assertThat(owners.content()).contains(holder.username());

            owners.navigate(portal() + "/grants/" + grant + "/suspend");
            press(owners, "Pause access");
            owning.look("pause-errors");
            owners.selectOption("#code", "EVIDENCE");
            owners.fill("#reason", LONG);
            press(owners, "Pause access");
            owning.look("holders-full");
            holders.navigate(portal() + "/grants");
            holding.look("grants-paused-long");
            owners.navigate(portal() + "/grants/" + grant + "/resume");
            owners.fill("#reason", "Thank you.");
            press(owners, "Resume access");

            owners.navigate(portal() + "/grants/model/" + model.fullName() + "/terms");
            owners.fill("#title", "");
            owners.fill("#body", "Be kinder. " + LONG);
            owners.check("#mustAccept");
            owners.fill("#graceDays", "999");
            press(owners, "Publish version 2");
            owning.look("terms-form-errors");
            owners.fill("#title", "Terms of " + model.name());
            owners.fill("#graceDays", "14");
            press(owners, "Publish version 2");
            owning.look("terms-progress");

            holders.navigate(portal() + "/grants");
            holders.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Read and accept the terms")).click();
            holders.waitForLoadState();
            holding.look("terms-to-accept");
            holders.check("#accept");
            press(holders, "Accept version 2");
            assertThat(holders.url()).endsWith("/grants");
            holders.navigate(portal() + "/grants/terms/" + model.fullName());
        }
    }

    @Test
    void anOwnerSeesWhatAnotherPublishedMeanwhileAndLosesNothing() {
        try (var window = browser.window()) {
            Person owner = signIn(window, TestPeople.create("paula", "publisher"));
            var page = window.page();
            stage.role(model, someone(owner), ModelRole.OWNER);
            page.navigate(portal() + "/grants/model/" + model.fullName() + "/terms");
            stage.change("""
                    insert into terms_version (id, model_id, version, title, body, sha256, created_at)
                    select gen_random_uuid(), :id, 2, 'Terms of another', body || ' Cite us. ' || '%s',
                        encode(sha256('x'), 'hex'), now() from terms_version where model_id = :id""".formatted(LONG),
                    model.id());

            page.fill("#body", "My own words. " + LONG);
            press(page, "Publish version 2");
            window.look("terms-overtaken");
            assertThat(page.content()).contains("Cite us.", "My own words.");
            press(page, "Publish version 3");
            page.navigate(portal() + "/models/" + model.fullName());

            assertThat(stage.rows(Integer.class, "select max(version) from terms_version where model_id = :id", model.id()))
                    .containsExactly(3);
        }
    }

    @Test
    void aPersonSeesWhichMailsDidNotArriveAndWhy() {
        try (var window = browser.window()) {
            Person holder = signIn(window, TestPeople.create("hugo"));
            for (String words : List.of("Hello again", "")) {
                stage.change("""
                        insert into outbox_mail (id, about, person_id, dedupe_key, message_id, recipient, subject, text_body,
                                                 html_body, state, said, attempts, bounced_at)
                        select id, id, :id, cast(id as text), cast(id as text), 'hugo@%1$s.example', 'A lost mail %1$s', '%2$s',
                            '%2$s', 'BOUNCED', '550 5.1.1 user unknown %1$s', 1, now()
                        from (select gen_random_uuid() as id) as fresh""".formatted(LONG.substring(0, 60), words), holder.id());
            }
            window.page().navigate(portal() + "/me");
            window.look("me-mails-lost");

            assertThat(window.page().content()).contains("550 5.1.1 user unknown", "too old to be sent again");
            assertThat(window.page().getByText("Send again").count()).isEqualTo(1);
        }
    }

    @Test
    void anOwnerIsToldWhereTheyPressedWhatWasRefused() {
        try (var window = browser.window()) {
            Person owner = signIn(window, TestPeople.create("paula", "publisher"));
            var page = window.page();
            stage.role(model, someone(owner), ModelRole.OWNER);
            Someone reviewer = stage.someone();
            stage.change("update person set display_name = '" + LONG.substring(0, 180) + "' where id = :id", reviewer.id());
            stage.role(model, reviewer, ModelRole.REVIEWER);

            page.navigate(portal() + "/publish/" + model.fullName() + "/roles");
            press(page, "Take away the role Owner from " + owner.username());
            window.look("roles-take-refused");
            assertThat(page.locator("#username-error").count()).isZero();
            page.fill("#username", LONG.substring(0, 200));
            press(page, "Give the role");
            window.look("roles-give-refused");
            assertThat(page.inputValue("#username")).isEqualTo(LONG.substring(0, 200));
        }
    }

    @Test
    void anAdministratorSeesWhomABanMeetsBeforeItIsPlaced() {
        try (var window = browser.window()) {
            signIn(window, TestPeople.create("adele", "admin"));
            var page = window.page();
            String domain = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";
            Someone met = stage.someone();
            stage.change("update person set email = 'mallory@" + domain + "' where id = :id", met.id());
            issue(people.findById(met.id()));

            page.navigate(portal() + "/admin/bans");
            page.click("summary:has-text('Ban somebody')");
            page.check("input[value=domain]");
            page.fill("#who", "no domain");
            page.fill("#reason", LONG);
            press(page, "See whom it meets");
            window.look("bans-errors");
            page.fill("#who", domain);
            press(page, "See whom it meets");
            window.look("ban-preview");
            press(page, "Ban");
            assertThat(page.content()).contains(domain);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Lift the ban on " + domain)).click();
            page.waitForLoadState();
            window.look("lift-ban");
            press(page, "Lift the ban");
            assertThat(page.url()).endsWith("/admin/bans");
        }
    }

    private UUID issue(Person holder) {
        UUID terms = stage.terms(model);
        return QuarkusTransaction.requiringNew().call(
                () -> desk.issue(holder.id(), model, UUID.randomUUID(), holder.id(), terms, Stage.inAMonth()).id());
    }

    private Person signIn(Window window, TestPeople who) {
        var page = window.page();
        page.navigate(portal() + "/login");
        page.fill("#username", who.username());
        page.fill("#password", who.username());
        page.click("[type=submit]");
        page.waitForURL(url -> url.startsWith(portal()));
        return people.withUsername(who.username()).getFirst();
    }

    private static Someone someone(Person person) {
        return new Someone(person.id(), person.email(), "");
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
        page.waitForLoadState();
    }

    private static String portal() {
        return System.getProperty("test.portal");
    }
}
