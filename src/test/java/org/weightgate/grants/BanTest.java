package org.weightgate.grants;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.weightgate.people.RealmRole.ADMIN;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.people.RealmRole.REVIEWER;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.events.Event;
import org.weightgate.events.Events;
import org.weightgate.people.BanCheck;
import org.weightgate.people.BanWork;
import org.weightgate.people.Organisations;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.TestPeople;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

@QuarkusTest
class BanTest {

    @Inject
    GrantDesk desk;

    @Inject
    BanWork work;

    @Inject
    BanCheck check;

    @Inject
    Organisations organisations;

    @Inject
    People people;

    @Inject
    Events events;

    @Inject
    Stage stage;

    private Someone admin;
    private Someone owner;
    private Someone holder;
    private Model model;
    private Grant grant;
    private String domain;

    @BeforeEach
    void aHolderAtADomainOfTheirOwn() {
        admin = stage.someone(ADMIN);
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        stage.release(model, "1.0", Map.of("a.bin", "a"));
        domain = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";
        holder = at("mallory@" + domain);
        grant = issue(holder, model);
    }

    @Test
    void aBannedPersonLosesTheirGrantAndGetsNoTicket() {
        ban(admin, "person", username(holder), null).statusCode(201).body("state", equalTo("holds"));

        ticket(holder).statusCode(403).body("reason", equalTo("banned"));
        assertThat(events.history(grant.id())).extracting(Event::type).containsExactly("grant.issued", "grant.revoked");
        assertThat(events.history(grant.id()).getLast().payload().toString()).contains("BANNED").doesNotContain("mallory");
        assertThat(stage.rows(String.class, "select state from access_grant where id = :id", grant.id()))
                .containsExactly("REVOKED");
        given().auth().oauth2(holder.token()).accept("text/html").get("/grants").then().statusCode(200)
                .body(containsString("You are banned from every model here: because"));
    }

    @Test
    void theSameBanIsPlacedOnce() throws Exception {
        List<Integer> answers = Together.run(
                Collections.nCopies(4, () -> ban(admin, "domain", domain, null).extract().statusCode()));
        assertThat(answers).containsExactlyInAnyOrder(201, 409, 409, 409);

        preview(admin, "domain", domain.toUpperCase(Locale.ROOT), null).statusCode(409).body("reason",
                equalTo("already-banned"));
        ban(owner, "domain", domain, model.fullName()).statusCode(409).body("detail",
                containsString("holds already everywhere"));
        ban(admin, "address", "mallory@" + domain, null).statusCode(201);
        var session = SignIn.as(TestPeople.create("adele", "admin").username());
        SignIn.request(session).accept("text/html").formParam("kind", "domain").formParam("step", "place")
                .formParam("who", domain).formParam("reason", "A reason to keep").post("/admin/bans").then().statusCode(409)
                .body(containsString("This ban holds already, without an end. To change it, lift it first."))
                .body(containsString("A reason to keep"));
    }

    @Test
    void aBanThatHoldsLongerOrAfterALiftIsPlaced() {
        Map<String, String> brief = body("person", username(holder), null);
        brief.put("until", "2098-01-31");
        Map<String, String> longer = body("person", username(holder), null);
        longer.put("until", "2099-01-31");
        String first = place(brief).statusCode(201).extract().path("id");
        place(brief).statusCode(409).body("detail", containsString("until the end of 31 January 2098"));

        String second = place(longer).statusCode(201).extract().path("id");
        String endless = place(body("person", username(holder), null)).statusCode(201).extract().path("id");
        place(longer).statusCode(409);
        List.of(first, second, endless).forEach(id -> lift(admin, id, null).statusCode(200));
        place(brief).statusCode(201);
    }

    @Test
    void aKeyPlacesAndLiftsOnce() {
        Map<String, String> ban = body("PERSON", username(holder), null);
        String key = UUID.randomUUID().toString();

        String id = keyed(key).body(ban).post("/api/v1/bans").then().statusCode(201).extract().path("id");
        keyed(key).body(ban).post("/api/v1/bans").then().statusCode(201).body("id", equalTo(id));
        keyed(key).post("/api/v1/bans/" + id + "/lift").then().statusCode(422).body("reason",
                equalTo("idempotency-key-reused"));
        for (int i = 0; i < 2; i++) {
            keyed(key + "2").post("/api/v1/bans/" + id + "/lift").then().statusCode(200).body("id", equalTo(id));
        }
        keyed("").post("/api/v1/bans/" + id + "/lift").then().statusCode(409);
    }

    private RequestSpecification keyed(String key) {
        return given().auth().oauth2(admin.token()).contentType("application/json").header("Idempotency-Key", key);
    }

    private ValidatableResponse place(Map<String, String> body) {
        return given().auth().oauth2(admin.token()).contentType("application/json").body(body).post("/api/v1/bans").then();
    }

    @Test
    void everyKindMeetsTheHolder() {
        QuarkusTransaction.requiringNew().run(() -> organisations.named(holder.id(), "Institut für Übel " + domain));
        for (String[] ban : new String[][] { { "address", "MALLORY+x@" + domain },
                { "domain", domain.toUpperCase(Locale.ROOT) + "." },
                { "organisation", "institut fur ubel, " + domain } }) {
            Grant another = issue(holder, model);
            String id = ban(admin, ban[0], ban[1], null).statusCode(201).extract().path("id");
            ticket(holder).statusCode(403).body("reason", equalTo("banned"));
            assertThat(state(another)).as(ban[0]).isEqualTo("REVOKED");
            assertThat(bannedAmong()).as(ban[0]).containsExactly(holder.id());
            lift(admin, id, null).statusCode(200).body("state", equalTo("lifted"));
            assertThat(bannedAmong()).as(ban[0]).isEmpty();
            ticket(holder).statusCode(403).body("reason", equalTo("grant-revoked"));
        }
    }

    @Test
    void aTeamIsAskedAboutLikeEachOfItsMembers() {
        Someone below = at("a@mail." + domain);
        ban(admin, "person", username(holder), model.fullName()).statusCode(201);
        ban(admin, "domain", "mail." + domain, null).statusCode(201);
        Model other = stage.model();

        QuarkusTransaction.requiringNew().run(() -> {
            var team = people.byId(List.of(owner.id(), holder.id(), below.id())).values();
            for (Model on : List.of(model, other)) {
                assertThat(check.bannedAmong(team, on.id())).as(on.fullName()).isEqualTo(team.stream()
                        .filter(member -> check.of(member, on.id()).banned()).map(Person::id).collect(Collectors.toSet()));
            }
            assertThat(check.bannedAmong(team, model.id())).containsExactlyInAnyOrder(holder.id(), below.id());
            assertThat(check.bannedAmong(List.of(), model.id())).isEmpty();
        });
    }

    @Test
    void aDomainMeetsSubdomainsAndNoLookAlike() throws InterruptedException {
        Someone below = at("a@mail." + domain);
        Someone looksAlike = at("a@not" + domain);
        Someone reversed = at("a@" + domain + ".evil.test");
        Grant met = issue(below, model);
        List<Grant> left = List.of(issue(looksAlike, model), issue(reversed, model));

        ban(admin, "domain", domain, null).statusCode(201);
        for (int tries = 0; tries < 100 && state(met).equals("ACTIVE"); tries++) {
            // the portal's own worker may have the ban just now
            work.workOffAll();
            Thread.sleep(100);
        }

        assertThat(state(met)).isEqualTo("REVOKED");
        assertThat(left).allMatch(kept -> state(kept).equals("ACTIVE"));
        ticket(looksAlike).statusCode(200);
    }

    @Test
    void anOwnersBanHoldsOnTheirModelAlone() {
        Model other = stage.model();
        stage.release(other, "1.0", Map.of("a.bin", "a"));
        Grant elsewhere = issue(holder, other);

        ban(owner, "domain", domain, model.fullName()).statusCode(201);

        ticket(holder).statusCode(403).body("reason", equalTo("banned"));
        assertThat(state(elsewhere)).isEqualTo("ACTIVE");
        given().auth().oauth2(holder.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/" + other.fullName() + "/releases/1.0/tickets").then().statusCode(200);
    }

    @Test
    void theRightToBanIsAskedForEverywhere() {
        Someone reviewer = stage.someone(REVIEWER);
        stage.role(model, reviewer, ModelRole.REVIEWER);
        String id = ban(owner, "domain", domain, model.fullName()).extract().path("id");
        for (Someone other : List.of(owner, reviewer, holder, stage.someone(PUBLISHER))) {
            ban(other, "domain", domain, null).statusCode(404);
            lift(other, id, null).statusCode(404);
            given().auth().oauth2(other.token()).get("/api/v1/bans").then().statusCode(404);
        }
        for (Someone other : List.of(reviewer, holder, stage.someone(PUBLISHER))) {
            ban(other, "domain", domain, model.fullName()).statusCode(404);
            lift(other, id, model.fullName()).statusCode(404);
            given().auth().oauth2(other.token()).get("/api/v1/bans?model=" + model.fullName()).then().statusCode(404);
        }
        String everywhere = ban(admin, "address", "nobody@" + domain, null).extract().path("id");
        lift(owner, everywhere, model.fullName()).statusCode(404);
        given().get("/api/v1/bans").then().statusCode(401);
    }

    @Test
    void thePreviewSaysWhomItMeetsAndDoesNothing() {
        preview(admin, "domain", domain, null).statusCode(200).body("people", equalTo(1))
                .body("names.username", hasItem(username(holder))).body("ends.count", hasItem(1));
        assertThat(state(grant)).isEqualTo("ACTIVE");
        assertThat(stage.rows(Long.class, "select count(*) from ban where placed_by = :id", admin.id())).containsExactly(0L);
    }

    @Test
    void anOwnersPreviewTellsNothingOfPeopleElsewhere() {
        Someone stranger = at("b@" + domain);
        issue(stranger, stage.model());

        preview(owner, "domain", domain, model.fullName()).statusCode(200).body("people", equalTo(1))
                .body("names.username", not(hasItem(username(stranger))));
    }

    @Test
    void badInputIsRefusedWithTheField() {
        for (String[] bad : new String[][] { { "domain", "org" }, { "domain", "a b.org" }, { "address", "nobody" },
                { "organisation", "--" }, { "person", "nobody-" + domain }, { "person", "nobody\0" }, { "planet", "x" } }) {
            ban(admin, bad[0], bad[1], null).statusCode(422).body("reason", equalTo("invalid-ban"));
        }
        ban(admin, "domain", "example.org", null).statusCode(422).body("detail", containsString("ban you too"));
        var body = new HashMap<String, String>(
                Map.of("kind", "domain", "who", domain, "reason", "because", "until", "2020-01-01"));
        for (String day : List.of("2020-01-01", "tomorrow", "2027-13-01")) {
            body.put("until", day);
            given().auth().oauth2(admin.token()).contentType("application/json").body(body).post("/api/v1/bans").then()
                    .statusCode(422);
        }
    }

    @Test
    void aBanEndsByTheClock() {
        String id = ban(admin, "domain", domain, null).extract().path("id");
        assertThat(banned()).isTrue();
        stage.change("update ban set placed_at = now() - interval '2 day', until = now() - interval '1 second' where id = :id",
                UUID.fromString(id));

        assertThat(banned()).isFalse();
    }

    @Test
    void everyBanAndLiftingChangesTheMark() {
        String before = epoch();
        String id = ban(admin, "domain", domain, null).extract().path("id");
        String banned = epoch();
        lift(admin, id, null).statusCode(200);
        String lifted = epoch();

        assertThat(List.of(before, banned, lifted)).doesNotHaveDuplicates();
        lift(admin, id, null).statusCode(409).body("reason", equalTo("already-lifted"));
    }

    @Test
    void whoLostSomethingHearsOnceThatTheBanWasLifted() throws Exception {
        at("eve@" + domain);
        String id = ban(admin, "domain", domain, null).statusCode(201).extract().path("id");
        waitForTheWork();
        assertThat(toldOfLifting(id)).isEmpty();
        String elsewhere = "mallory@" + UUID.randomUUID() + ".example";
        stage.change("update person set email = '" + elsewhere + "' where id = :id", holder.id());

        lift(admin, id, null).statusCode(200);
        waitForTheWork();
        work.workOffAll();

        assertThat(toldOfLifting(id)).containsExactly(elsewhere);
    }

    @Test
    void whoStaysBannedHearsOnceTheLastBanIsLifted() throws Exception {
        String id = ban(admin, "domain", domain, null).statusCode(201).extract().path("id");
        String last = ban(admin, "person", username(holder), null).statusCode(201).extract().path("id");
        waitForTheWork();

        lift(admin, id, null).statusCode(200);
        waitForTheWork();
        assertThat(toldOfLifting(id)).isEmpty();

        lift(admin, last, null).statusCode(200);
        waitForTheWork();
        assertThat(toldOfLifting(id)).isEmpty();
        assertThat(toldOfLifting(last)).containsExactly("mallory@" + domain);
    }

    private List<String> toldOfLifting(String ban) {
        return stage.rows(String.class, "select recipient from outbox_mail where about = :id and dedupe_key like 'ban-lifted%'",
                UUID.fromString(ban));
    }

    @Test
    void noGrantSurvivesABanThatIsPlacedWhileItIsGiven() throws Exception {
        for (int round = 0; round < 6; round++) {
            Someone applicant = at("r" + round + "@" + domain);
            String address = "r" + round + "@" + domain;
            Callable<Boolean> give = () -> QuarkusTransaction.requiringNew().call(() -> {
                Person person = people.findById(applicant.id());
                if (check.of(person, model.id()).banned()) {
                    return true;
                }
                Thread.sleep(20);
                desk.issue(applicant.id(), model, UUID.randomUUID(), owner.id(), stage.terms(model), Stage.inAMonth());
                return true;
            });
            assertThat(Together
                    .<Boolean> run(List.of(give, () -> ban(admin, "address", address, null).extract().statusCode() == 201)))
                    .containsOnly(true);
            waitForTheWork();

            assertThat(stage.rows(String.class,
                    "select state from access_grant where person_id = :id and state in ('ACTIVE', 'SUSPENDED')",
                    applicant.id())).isEmpty();
        }
    }

    @Test
    void threeReplicasRevokeEachGrantOnce() throws Exception {
        for (int i = 0; i < 60; i++) {
            issue(at("m" + i + "@" + domain), model);
        }
        ban(admin, "domain", domain, null).statusCode(201).body("state", equalTo("being carried out"));
        Callable<Boolean> replica = () -> {
            work.workOffAll();
            return true;
        };
        Together.run(Collections.nCopies(3, replica));
        waitForTheWork();

        String revoked = "select count(*) from event e join access_grant g on g.id = e.stream"
                + " where g.model_id = :id and e.type = 'grant.revoked'";
        assertThat(stage.rows(Long.class, revoked, model.id())).containsExactly(61L);
        assertThat(stage.rows(Long.class, "select count(*) from outbox_mail m join access_grant g on g.id = m.about"
                + " where g.model_id = :id", model.id())).containsExactly(61L);
    }

    @Test
    void thePagesAskBeforeTheyBan() {
        String list = "/admin/bans";
        var session = SignIn.as(TestPeople.create("adele", "admin").username());
        SignIn.request(session).accept("text/html").get(list).then().statusCode(200)
                .body(containsString("Ban somebody"));
        SignIn.request(session).accept("text/html").formParam("kind", "domain")
                .formParam("who", domain).formParam("reason", "<i>why</i>").post(list).then().statusCode(200)
                .body(containsString("It meets")).body(containsString("&lt;i&gt;why"));
        assertThat(state(grant)).isEqualTo("ACTIVE");
        SignIn.request(session).accept("text/html").formParam("kind", "domain")
                .formParam("who", "no domain").formParam("reason", "kept").post(list).then().statusCode(422)
                .body(containsString("no domain")).body(containsString("href=\"#who\""));
        SignIn.request(session).accept("text/html").formParam("kind", "domain").formParam("step", "place")
                .formParam("who", domain).formParam("reason", "<i>why</i>").post(list).then().statusCode(303);
        assertThat(state(grant)).isEqualTo("REVOKED");
        given().auth().oauth2(admin.token()).get("/api/v1/bans").then().statusCode(200).body("bans.who", hasItem(domain));
        given().auth().oauth2(owner.token()).get("/api/v1/bans?model=" + model.fullName()).then().statusCode(200)
                .body("bans", hasSize(0));
    }

    @Test
    void theFormSaysAllThatIsMissingAndTheListSaysTheLastDay() {
        String list = "/admin/bans";
        var session = SignIn.as(TestPeople.create("adele", "admin").username());
        SignIn.request(session).accept("text/html").formParam("kind", "person").formParam("who", " ").formParam("reason", "")
                .formParam("until", "soon").post(list).then().statusCode(422)
                .body(containsString("Write the user name of the person to ban."))
                .body(not(containsString("has signed in"))).body(containsString("Write why")).body(containsString("#until"));

        SignIn.request(session).accept("text/html").contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("kind", "domain").formParam("step", "place").formParam("who", domain)
                .formParam("reason", "Turned \u202earound.").formParam("until", "2099-01-31")
                .post(list)
                .then().statusCode(303);
        String page = SignIn.request(session).accept("text/html").get(list).then().statusCode(200)
                .body(containsString("last day 31 January 2099")).body(containsString("Turned around.")).extract().asString();
        String lift = page.substring(page.indexOf("/admin/bans/"), page.indexOf("/lift\"") + 5);
        SignIn.request(session).accept("text/html").post(lift).then().statusCode(303);
        SignIn.request(session).accept("text/html").get(lift).then().statusCode(200)
                .body(containsString("is lifted already")).body(not(containsString("<button>Lift the ban")));
    }

    @Test
    void anOwnersPagesBanOnTheirModelAlone() {
        String list = "/grants/model/" + model.fullName() + "/bans";
        var session = SignIn.as(TestPeople.create("paula", "publisher").username());
        SignIn.request(session).accept("text/html").get(list).then().statusCode(404);
        SignIn.request(session).accept("text/html").formParam("kind", "domain").formParam("who", domain)
                .formParam("reason", "mine").formParam("step", "place").post(list).then().statusCode(404);
        UUID paula = UUID.fromString(SignIn.request(session).get("/me/data").path("account[0].id"));
        stage.role(model, new Someone(paula, "", ""), ModelRole.OWNER);
        SignIn.request(session).accept("text/html").get(list).then().statusCode(200).body(containsString("Ban somebody"));
        SignIn.request(session).accept("text/html").formParam("kind", "domain").formParam("who", domain)
                .formParam("reason", "leaked").post(list).then().statusCode(200).body(containsString("It meets"));
        SignIn.request(session).accept("text/html").formParam("kind", "domain").formParam("step", "place")
                .formParam("who", domain).formParam("reason", "leaked").post(list).then().statusCode(303);
        assertThat(state(grant)).isEqualTo("REVOKED");

        String lift = SignIn.request(session).accept("text/html").get(list).then().statusCode(200).extract().htmlPath()
                .getString("**.find { it.@href.text().endsWith('/lift') }.@href");
        SignIn.request(session).accept("text/html").get(lift).then().statusCode(200).body(containsString("Lift the ban"));
        SignIn.request(session).accept("text/html").post(lift).then().statusCode(303);
        assertThat(banned()).isFalse();
    }

    @Test
    void aBanFromOneModelLeavesTheButtonsOfTheOthers() {
        Model renewable = stage.model();
        Model ended = stage.model();
        issue(holder, renewable);
        Grant old = issue(holder, ended);
        stage.change("update access_grant set state = 'REVOKED', revoke_reason = 'OTHER' where id = :id", old.id());
        stage.change("update access_grant set starts_at = now() - interval '9 days', ends_at = now() - interval '1 minute'"
                + " where id = :id", grant.id());
        String before = downloads();
        assertThat(before).contains("/models/" + model.fullName() + "/renew", "/models/" + renewable.fullName() + "/renew",
                "/models/" + ended.fullName() + "/apply");

        ban(owner, "domain", domain, model.fullName()).statusCode(201);

        assertThat(downloads()).contains("You are banned from " + model.fullName(),
                "/models/" + renewable.fullName() + "/renew", "/models/" + ended.fullName() + "/apply")
                .doesNotContain("/models/" + model.fullName() + "/renew", "/models/" + model.fullName() + "/apply");

        ban(admin, "domain", domain, null).statusCode(201);

        assertThat(downloads()).doesNotContain("/renew\"", "/apply\"");
    }

    private String downloads() {
        return given().auth().oauth2(holder.token()).accept("text/html").get("/grants").then().statusCode(200).extract()
                .asString();
    }

    private void waitForTheWork() throws InterruptedException {
        for (int i = 0; i < 100 && stage.rows(Long.class,
                "select count(*) from ban where placed_by = :id and worked_at is null", admin.id()).getFirst() > 0; i++) {
            work.workOffAll();
            Thread.sleep(100);
        }
    }

    private boolean banned() {
        return QuarkusTransaction.requiringNew()
                .call(() -> check.of(people.findById(holder.id()), model.id()).banned());
    }

    private Set<UUID> bannedAmong() {
        return QuarkusTransaction.requiringNew()
                .call(() -> check.bannedAmong(people.byId(List.of(owner.id(), holder.id(), admin.id())).values(), model.id()));
    }

    private String epoch() {
        return QuarkusTransaction.requiringNew().call(() -> check.of(people.findById(holder.id()), model.id()).epoch());
    }

    private Someone at(String address) {
        Someone someone = stage.someone();
        stage.change("update person set email = '" + address + "' where id = :id", someone.id());
        return someone;
    }

    private static String username(Someone someone) {
        return "ada-" + someone.id();
    }

    private String state(Grant of) {
        return stage.rows(String.class, "select state from access_grant where id = :id", of.id()).getFirst();
    }

    private Grant issue(Someone person, Model on) {
        UUID terms = stage.terms(on);
        return QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(person.id(), on, UUID.randomUUID(), owner.id(), terms, Stage.inAMonth()));
    }

    private ValidatableResponse ban(Someone by, String kind, String who, @Nullable String on) {
        return given().auth().oauth2(by.token()).contentType("application/json").body(body(kind, who, on))
                .post("/api/v1/bans").then();
    }

    private ValidatableResponse preview(Someone by, String kind, String who, @Nullable String on) {
        return given().auth().oauth2(by.token()).contentType("application/json").body(body(kind, who, on))
                .post("/api/v1/bans/preview").then();
    }

    private static Map<String, String> body(String kind, String who, @Nullable String on) {
        var body = new HashMap<>(Map.of("kind", kind, "who", who, "reason", "because"));
        if (on != null) {
            body.put("model", on);
        }
        return body;
    }

    private ValidatableResponse lift(Someone by, String id, @Nullable String on) {
        return given().auth().oauth2(by.token()).contentType("application/json")
                .post("/api/v1/bans/" + id + "/lift" + (on == null ? "" : "?model=" + on)).then();
    }

    private ValidatableResponse ticket(Someone person) {
        return given().auth().oauth2(person.token()).contentType("application/json").body("{}")
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0/tickets").then();
    }
}
