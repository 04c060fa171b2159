package org.weightgate.people;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.requests.KnownAnswers;
import org.weightgate.requests.RequestStage;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.Stage;
import org.weightgate.testing.TestPeople;
import org.weightgate.testing.Together;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/// Somebody whose name stands in everything they and others wrote takes a copy of it all and leaves: afterwards no column of
/// the database knows the name.
@QuarkusTest
class ErasureTest {

    private static final byte[] PDF = "%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
    private static final String FORM = "application/x-www-form-urlencoded; charset=UTF-8";

    @Inject
    RequestStage stage;
    @Inject
    People people;
    @Inject
    Erasure erasure;
    @Inject
    ErasedBanned erasedBanned;
    @Inject
    Bans bans;
    @Inject
    AccessTokens tokens;
    @Inject
    KeptForms kept;
    @Inject
    Stage scene;
    @Inject
    Session database;

    private String name;
    private Model model;
    private TestPeople ada;
    private Map<String, String> hers;
    private Map<String, String> theReviewers;

    @BeforeEach
    void anApplicantAndAReviewer() {
        name = "zx" + UUID.randomUUID().toString().substring(0, 8);
        model = stage.model(1);
        ada = TestPeople.create(name);
        hers = visit(ada);
        TestPeople grace = TestPeople.create("grace", "reviewer");
        theReviewers = visit(grace);
        stage.appoint(person(grace).id(), model, ModelRole.REVIEWER);
    }

    @Test
    void nothingTellsWhoItWasAndTheCopyTookItAllBefore() {
        String request = sent();
        vouch();
        discuss(request);
        declareConflict(request);
        decide(request, Map.of("verdict", "REQUEST_CHANGES", "publicText", "Dear " + name + ", please say more.", "notes",
                List.of(Map.of("field", "role", "text", "Which year is " + name + " in?")))).statusCode(200);
        answer(request);
        decide(request, Map.of("verdict", "APPROVE", "publicText", "Welcome, " + name)).statusCode(200);
        use(request);
        SignIn.request(hers).contentType(FORM).formParams(Map.of("name", "Laptop of " + name, "days", "30", "scopes", "read"))
                .post("/tokens");
        putAside();
        assertThat(columnsWith(name)).contains("kept_text.fields", "person.email", "person.display_name", "person.username",
                "request_revision.answers", "queue_entry.terms", "member.email", "referee_invitation.name",
                "referee_invitation.comment", "message.body", "field_note.text", "change_note.text", "attachment.name",
                "expert_invitation.question", "review_conflict.reason", "ticket.network", "fetched.network",
                "outbox_mail.recipient", "outbox_mail.text_body", "outbox_mail.subject");

        desk(request).body(containsString("people of "));
        copy(request);
        SignIn.request(hers).formParam("sure", "yes").post("/me/erase").then().statusCode(303);

        assertThat(columnsWith(name)).isEmpty();
        desk(request).body(not(containsString("people of ")));
        UUID id = UUID.fromString(request);
        assertThat(stage.count("access_grant where origin = :id and state = 'REVOKED'", id)).isOne();
        assertThat(stage.count("access_grant where origin = :id and state <> 'REVOKED'", id)).isZero();
        assertThat(stage.count("attachment where request_id = :id and state = 'STORED'", id)).isZero();
        assertThat(stage.count("outbox_mail where about = :id and (text_body <> '' or html_body <> '')", id)).isZero();
        assertThat(stage.count("outbox_mail where about = :id and state in ('QUEUED', 'SENDING', 'DEFERRED')", id)).isZero();
        assertThat(stage.count("event where stream = :id and type = 'request.approved'", id)).isOne();
        assertThat(
                stage.count("fetched f join access_grant g on g.id = f.grant_id where g.origin = :id and f.requests = 4", id))
                .isOne();
    }

    @Test
    void aReviewerAndAnOwnerTakeTheirMailsWithThem() {
        UUID request = stage.submitted(stage.person("Eve"), model);
        Person leaving = person(ada);
        stage.appoint(leaving.id(), model, ModelRole.REVIEWER);
        scene.change("update person set realm_roles = '{reviewer}' where id = :id", leaving.id());
        reviewer().formParams(Map.of("act", "take")).post("/review/" + request + "/claim").then().statusCode(303);
        reviewer().formParams(Map.of("act", "give", "to", ada.username())).post("/review/" + request + "/claim").then()
                .statusCode(303);
        assertThat(stage.count("outbox_mail where person_id = :id and dedupe_key like 'claim-given:%'", leaving.id())).isOne();

        QuarkusTransaction.requiringNew().run(() -> erasure.erase(leaving, false));

        assertThat(columnsWith(name)).isEmpty();
    }

    @Test
    void theOnlyOwnerHandsOverFirstOrLeavesTheModelToTheAdministrators() {
        scene.change("update person set realm_roles = '{publisher}' where id = :id", person(ada).id());
        stage.appoint(person(ada).id(), model, ModelRole.OWNER);
        Person owner = person(ada);

        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(erasure.leaves(owner)).containsExactly(
                    new LeftBehind.Duty(model.fullName(), "/publish/" + model.fullName() + "/roles"));
            assertThat(erasure.erase(owner, false)).isFalse();
        });
        assertThat(stage.count("person where id = :id and erased_at is null", owner.id())).isOne();

        Person second = stage.person("Second", "publisher");
        stage.appoint(second.id(), model, ModelRole.OWNER);
        assertThat(QuarkusTransaction.requiringNew().call(() -> erasure.leaves(owner))).isEmpty();
        stage.dismiss(second.id(), model);
        assertThat(QuarkusTransaction.requiringNew().call(() -> erasure.erase(owner, true))).isTrue();
        assertThat(columnsWith(name)).isEmpty();
    }

    @Test
    void ofTwoOwnersWhoLeaveAtOnceOneIsTold() throws Exception {
        List<Person> owners = List.of(stage.person("One", "publisher"), stage.person("Two", "publisher"));
        owners.forEach(owner -> stage.appoint(owner.id(), model, ModelRole.OWNER));

        assertThat(Together.<Boolean> run(owners.stream().<Callable<Boolean>> map(owner -> () -> erasure.erase(owner, false))
                .toList())).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void whatBeginsDuringTheErasureIsRefused() throws Exception {
        Person leaving = person(ada);
        List<Runnable> late = List.of(() -> stage.submitted(leaving, model),
                () -> tokens.issue(leaving.id(), "Late " + name, Set.of(Scope.READ), Duration.ofDays(1), false),
                () -> kept.keep(leaving.id(), "/", Map.of("name", List.of(name))));

        try (var others = Executors.newFixedThreadPool(late.size())) {
            List<? extends Future<?>> begun = QuarkusTransaction.requiringNew().call(() -> {
                erasure.erase(leaving, false);
                var all = late.stream().map(others::submit).toList();
                awaitThoseWhoWaitForUs(late.size());
                return all;
            });

            for (Future<?> one : begun) {
                assertThatThrownBy(() -> one.get(30, TimeUnit.SECONDS)).hasMessageContaining("Your account was erased");
            }
        }
        assertThat(columnsWith(name)).isEmpty();
    }

    @Test
    void aMemberAndARefereeAreForgottenInOtherPeoplesRequests() {
        UUID request = stage.submitted(stage.person("Eve"), model);
        Person bob = person(ada);
        stage.joined(request, bob);

        QuarkusTransaction.requiringNew().run(() -> erasure.erase(bob, false));

        assertThat(columnsWith(name)).isEmpty();
        assertThat(stage.count("access_request where id = :id and state = 'SUBMITTED' and applicant_name <> ''", request))
                .isOne();
        assertThat(stage.count("member where request_id = :id and state = 'DECLINED'", request)).isOne();
    }

    @Test
    void aTeamHearsThatItsRequestWentWithWhoBeganIt() {
        Person leaving = person(ada);
        Person bob = stage.person("Bob");
        stage.joined(stage.submitted(leaving, model), bob);

        QuarkusTransaction.requiringNew().run(() -> erasure.erase(leaving, false));

        assertThat(columnsWith(name)).isEmpty();
        assertThat(stage.count("outbox_mail where person_id = :id and state <> 'FAILED' and text_body like '%was withdrawn%'",
                bob.id())).isOne();
    }

    @Test
    void aBannedPersonsAddressIsKeptAndWhoComesBackIsSomebodyAgain() {
        String old = sent();
        Person banned = person(ada);
        stage.banned(UUID.fromString(old));
        QuarkusTransaction.requiringNew().run(() -> erasure.erase(banned, false));
        desk(old).body(containsString(ada.email())).body(containsString("not confirmed"))
                .body(containsString("erased, or never answered"));
        sheet(old).body("applicant.email", equalTo(ada.email())).body("applicant.erased", equalTo(false));

        QuarkusTransaction.requiringNew()
                .run(() -> bans.lift(bans.find("placedBy", banned.id()).singleResult(), banned.id()));
        hers = visit(ada);
        String request = sent();

        assertThat(person(ada).id()).isEqualTo(banned.id());
        desk(request).body(containsString(ada.email())).body(not(containsString("erased")));
        desk(old).body(containsString("erased, or never answered"));
        QuarkusTransaction.requiringNew().run(() -> erasure.erase(banned, false));
        desk(request).body(not(containsString(ada.email())))
                .body(containsString("<dt>E-mail</dt><dd><span class=\"muted\">erased</span>"));
        sheet(request).body("applicant.email", equalTo("")).body("applicant.erased", equalTo(true));
    }

    @Test
    void whatABanKeptIsForgottenOnceItIsOver() {
        Person banned = person(ada);
        stage.banned(stage.submitted(banned, model));
        QuarkusTransaction.requiringNew().run(() -> erasure.erase(banned, false));
        erasedBanned.forgetAll();
        assertThat(columnsWith(name)).contains("person.email");

        QuarkusTransaction.requiringNew()
                .run(() -> bans.lift(bans.find("placedBy", banned.id()).singleResult(), banned.id()));
        erasedBanned.forgetAll();

        assertThat(stage.count("person where id = :id and issuer = 'erased' and email = ''", banned.id())).isOne();
    }

    @Test
    void aBanThatIsOverIsLiftedWhileItsPersonIsErased() throws Exception {
        Person leaving = person(ada);
        Person admin = stage.person("Grace");
        UUID request = stage.submitted(leaving, model);
        tokens.issue(leaving.id(), "Held by us", Set.of(Scope.READ), Duration.ofDays(1), false);
        UUID over = overSinceYesterday(leaving, admin);

        try (var others = Executors.newFixedThreadPool(2)) {
            List<Future<?>> both = QuarkusTransaction.requiringNew().call(() -> {
                database.createNativeQuery("select id from access_token where person_id = :id for update", UUID.class)
                        .setParameter("id", leaving.id()).getResultList();
                Future<?> erasing = others.submit(
                        () -> QuarkusTransaction.requiringNew().call(() -> erasure.erase(leaving, false)));
                awaitThoseWhoWaitForUs(1);
                Future<?> lifting = others.submit(() -> QuarkusTransaction.requiringNew()
                        .call(() -> bans.lift(bans.findById(over), admin.id())));
                awaitWaiting(2);
                return List.of(erasing, lifting);
            });

            for (Future<?> one : both) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(true);
            }
        }
        assertThat(stage.count("access_request where id = :id and state = 'WITHDRAWN'", request)).isOne();
        assertThat(stage.count("ban where id = :id and value = 'erased' and lifted_at is not null", over)).isOne();
    }

    @Test
    void aSignInThatOverlapsTheErasureBringsNobodyBack() throws Exception {
        Person leaving = person(ada);
        var profile = new Profile(stage.text("select issuer from person where id = :id", leaving.id()), ada.subject(),
                ada.username(), "Ada, renamed", ada.email(), true, List.of());

        try (var other = Executors.newSingleThreadExecutor()) {
            Future<Person> back = QuarkusTransaction.requiringNew().call(() -> {
                erasure.erase(leaving, false);
                Future<Person> signIn = other.submit(() -> people.remember(profile));
                awaitThoseWhoWaitForUs(1);
                return signIn;
            });

            assertThat(back.get(30, TimeUnit.SECONDS).id()).isNotEqualTo(leaving.id());
        }
        assertThat(stage.count("person where id = :id and issuer = 'erased' and email = ''", leaving.id())).isOne();
    }

    private void awaitThoseWhoWaitForUs(int people) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (database.createNativeQuery("select count(distinct pid) from pg_locks where not granted"
                    + " and pg_backend_pid() = any(pg_blocking_pids(pid))", Long.class).getSingleResult() >= people) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Nobody waited for the erasure.");
    }

    private UUID overSinceYesterday(Person banned, Person by) {
        return QuarkusTransaction.requiringNew().call(() -> {
            UUID ban = bans.place(BanSubject.of(banned), model.id(), "It ends.", null, by.id()).id();
            database.createNativeMutationQuery("""
                    update ban set placed_at = now() - interval '2 days', until = now() - interval '1 day', worked_at = now()
                    where id = :id""").setParameter("id", ban).executeUpdate();
            return ban;
        });
    }

    /// Until so many transactions of this database wait for somebody.
    private void awaitWaiting(int transactions) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (database
                    .createNativeQuery("select count(distinct l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid"
                            + " where not l.granted and a.datname = current_database()", Long.class)
                    .getSingleResult() >= transactions) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Nobody waited.");
    }

    private ValidatableResponse desk(String request) {
        return SignIn.request(theReviewers).get("/review/" + request).then().statusCode(200);
    }

    private ValidatableResponse sheet(String request) {
        return SignIn.request(theReviewers).get("/api/v1/review/requests/" + request).then().statusCode(200);
    }

    private String sent() {
        var fields = new HashMap<>(KnownAnswers.COMPLETE);
        fields.replaceAll((field, answer) -> switch (field) {
            case "country" -> answer;
            case "links" -> "https://example.org/" + name;
            default -> answer + " " + name;
        });
        var terms = stage.terms(model);
        fields.putAll(Map.of("terms", "yes", "termsVersion", Integer.toString(terms.version()), "termsSha256", terms.sha256(),
                "idempotencyKey", UUID.randomUUID().toString(), "refereeName", "Grace " + name, "refereeEmail", referee()));
        var inviting = with(fields, "0", "invite");
        inviting.put("memberEmail", "carol-" + name + "@university.example");
        apply(inviting);
        String request = SignIn.request(hers).get("/api/v1/requests").path("[0].id");
        String member = SignIn.request(hers).get("/api/v1/requests/" + request + "/company").path("members[0].id");
        SignIn.request(hers).delete("/api/v1/requests/" + request + "/members/" + member).then().statusCode(204);
        SignIn.request(hers).contentType("application/octet-stream").queryParam("name", "cv-" + name + ".pdf").body(PDF)
                .post("/api/v1/requests/" + request + "/attachments").then().statusCode(201);
        apply(with(fields, draft(request), "send"));
        assertThat(stage.count("access_request where id = :id and state = 'SUBMITTED'", UUID.fromString(request))).isOne();
        return request;
    }

    private void putAside() {
        String seen = SignIn.request(hers).accept("text/html").get("/tokens").getCookie("weightgate-last");
        given().header("Sec-Fetch-Site", "same-origin")
                .cookie("weightgate-last", seen == null ? hers.get("weightgate-last") : seen).accept("text/html").redirects()
                .follow(false).formParams(Map.of("name", "Phone of " + name)).post("/tokens").then().statusCode(303);
    }

    private void vouch() {
        String link = Mails.await(referee(), "Do you vouch", Duration.ofSeconds(60)).links().stream()
                .filter(found -> found.contains("/referee/")).map(found -> found.substring(found.indexOf("/referee/")))
                .findFirst()
                .orElseThrow();
        given().header("Sec-Fetch-Site", "same-origin").contentType(FORM).formParams(Map.of("action", "confirm", "comment",
                "I know " + name)).post(link).then().statusCode(200);
    }

    private void declareConflict(String request) {
        TestPeople heidi = TestPeople.create("heidi", "reviewer");
        Map<String, String> session = visit(heidi);
        stage.appoint(person(heidi).id(), model, ModelRole.REVIEWER);
        SignIn.request(session).contentType(ContentType.JSON).body(Map.of("reason", "I am married to " + name))
                .put("/api/v1/requests/" + request + "/conflict").then().statusCode(200);
    }

    private void use(String request) {
        UUID release = scene.release(model, "1.0.0", Map.of("a.bin", "0123456789"));
        UUID grant = UUID.fromString(
                stage.text("select cast(id as text) from access_grant where origin = :id", UUID.fromString(request)));
        scene.change(
                "insert into ticket (id, grant_id, release_id, single, files, bytes, network, minted_at, expires_at) values"
                        + " (uuidv7(), :id, '" + release + "', false, 1, 10, '" + name
                        + "', now(), now() + interval '1 minute')",
                grant);
        for (String network : List.of(name + "/24", name + "/48")) {
            scene.change("insert into fetched (grant_id, sha256, signed_at, hour, network, requests, bytes) values (:id, '"
                    + "0".repeat(64) + "', date_trunc('hour', now()), date_trunc('hour', now()), '" + network + "', 2, 10)",
                    grant);
        }
    }

    private void discuss(String request) {
        SignIn.request(hers).contentType(FORM).formParams(Map.of("message", "It is me, " + name, "idempotencyKey", "k"))
                .post("/requests/" + request + "/messages").then().statusCode(303);
        String desk = "/review/" + request;
        reviewer().formParams(Map.of("message", "Hello " + name, "idempotencyKey", "a")).post(desk + "/messages-to-applicant")
                .then().statusCode(303);
        reviewer().formParams(Map.of("message", "Who is " + name + "?", "idempotencyKey", "b")).post(desk + "/internal-notes")
                .then().statusCode(303);
        reviewer().formParams(Map.of("field", "name", "revision", "1", "note", name + " is not on the lab's page."))
                .post(desk + "/field-notes").then().statusCode(303);
        reviewer().formParams(Map.of("name", "Prof. Expert", "email", "expert-" + name + "@example.org", "question",
                "Is the method of " + name + " sound?", "field", "intendedUse", "days", "7")).post(desk + "/experts").then()
                .statusCode(303);
    }

    private ValidatableResponse decide(String request, Map<String, Object> what) {
        var sheet = SignIn.request(theReviewers).get("/api/v1/review/requests/" + request);
        var body = new HashMap<String, Object>(what);
        body.put("revision", sheet.path("revision"));
        body.put("factsDigest", sheet.path("factsDigest"));
        return SignIn.request(theReviewers).header("If-Match", sheet.header("ETag")).contentType(ContentType.JSON).body(body)
                .post("/api/v1/requests/" + request + "/decisions").then();
    }

    private void answer(String request) {
        stage.answered(UUID.fromString(request));
    }

    private void copy(String request) {
        SignIn.request(hers).get("/me/data").then().statusCode(200).body("account[0].email", equalTo(ada.email()))
                .body("requests.id", equalTo(List.of(request))).body("revisions", hasSize(2))
                .body("revisions[0].answers.name", containsString(name)).body("messages", hasSize(2))
                .body("files[0].name", equalTo("cv-" + name + ".pdf")).body("referees[0].name", equalTo("Grace " + name))
                .body("teams", hasSize(1)).body("grants", hasSize(1)).body("termsAccepted[0].model", equalTo(model.fullName()))
                .body("mails[0].text", containsString(name)).body("whatYouDid.size()", org.hamcrest.Matchers.greaterThan(2))
                .body("accessTokens[0].name", equalTo("Laptop of " + name)).body("downloads", hasSize(0))
                .body("tickets[0].network", equalTo(name)).body("fetches", hasSize(2));
    }

    /// Every column of every table in which the name stands.
    private Set<String> columnsWith(String text) {
        var found = new TreeSet<String>();
        QuarkusTransaction.requiringNew().run(() -> {
            List<Object[]> columns = database.createNativeQuery("""
                    select c.table_name, c.column_name, c.data_type from information_schema.columns c
                    join information_schema.tables t using (table_schema, table_name)
                    where table_schema = 'public' and t.table_type = 'BASE TABLE'
                        and c.data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea')""", Object[].class)
                    .getResultList();
            for (Object[] column : columns) {
                String value = column[2].equals("bytea") ? "encode(\"" + column[1] + "\", 'escape')"
                        : "cast(\"" + column[1] + "\" as text)";
                long rows = database.createNativeQuery("select count(*) from \"" + column[0] + "\" where strpos(lower(" + value
                        + "), :text) > 0", Long.class).setParameter("text", text).getSingleResult();
                if (rows > 0) {
                    found.add(column[0] + "." + column[1]);
                }
            }
        });
        return found;
    }

    private String referee() {
        return "grace-" + name + "@university.example";
    }

    private String draft(String request) {
        return stage.text("select cast(version as text) from request_draft where request_id = :id", UUID.fromString(request));
    }

    private void apply(Map<String, String> fields) {
        SignIn.request(hers).contentType(FORM).formParams(fields).post("/models/" + model.fullName() + "/apply").then()
                .statusCode(303);
    }

    private static Map<String, String> with(Map<String, String> fields, String draft, String action) {
        var with = new HashMap<>(fields);
        with.put("draft", draft);
        with.put("action", action);
        return with;
    }

    private RequestSpecification reviewer() {
        return SignIn.request(theReviewers).contentType(FORM);
    }

    private static Map<String, String> visit(TestPeople who) {
        Map<String, String> session = SignIn.as(who.username());
        SignIn.request(session).get("/requests").then().statusCode(200);
        return session;
    }

    private Person person(TestPeople who) {
        return people.withUsername(who.username()).getFirst();
    }
}
