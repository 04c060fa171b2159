package org.weightgate.downloads;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.weightgate.people.RealmRole.AUDITOR;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.S3Config;
import org.weightgate.grants.Grant;
import org.weightgate.grants.GrantDesk;
import org.weightgate.people.Scope;
import org.weightgate.testing.Mails;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@QuarkusTest
class MeteringTest {

    @Inject
    GrantDesk desk;
    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    S3Client s3;
    @Inject
    S3Config store;
    @Inject
    AccessLogConfig logs;
    @Inject
    AccessLogReader reader;

    private Someone holder;
    private Someone owner;
    private Model model;
    private Grant grant;

    @BeforeEach
    void twoFilesOfTenBytesAndSomeoneWhoMayHaveThem() {
        holder = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        stage.release(model, "1.0.0", Map.of("a.bin", "0123456789", "b.bin", "9876543210"));
        UUID terms = stage.terms(model);
        grant = QuarkusTransaction.requiringNew()
                .call(() -> desk.issue(holder.id(), model, UUID.randomUUID(), owner.id(), terms, Stage.inAMonth()));
    }

    @Test
    void aUsedUpQuotaIsNotAnEndedGrantAndSaysWhenThereIsRoom() {
        stage.rule(model, "quota_bytes_per_day", 15L);
        mint("a.bin").then().statusCode(200);

        mint("b.bin").then().statusCode(403).body("reason", equalTo("quota-exhausted"))
                .body("detail", containsString("15 B in 24 hours")).body("detail", containsString("Try again from"))
                .body("detail", containsString("access is not over"));
        mint("a.bin").then().statusCode(200);
        assertThat(tickets()).isEqualTo(2);
    }

    @Test
    void aProbesAddressOpensTheWholeFileSoItCountsAndTheFileAfterItIsFree() throws Exception {
        Model large = stage.model();
        releases.release(large, "1.0.0", Map.of("a.safetensors", text("0123456789"), "b.safetensors", text("9876543210")));
        Grant held = releases.grant(holder, large, owner);
        stage.rule(large, "quota_bytes_per_day", 15L);
        String file = "/" + large.fullName() + "/resolve/main/";

        for (int i = 0; i < 2; i++) {
            hub("bytes=0-0", file + "a.safetensors").then().statusCode(302);
            hub("bytes=0-", file + "a.safetensors").then().statusCode(302);
        }

        assertThat(stage.rows(Long.class, "select bytes from ticket where grant_id = :id", held.id())).containsExactly(10L);
        hub("bytes=0-0", file + "b.safetensors").then().statusCode(403)
                .header("X-Error-Message", containsString("15 B in 24 hours"));
    }

    @Test
    void tooManyAtOnceIsNoMatterOfAccessForHuggingFacesClients() throws Exception {
        Model large = stage.model();
        releases.release(large, "1.0.0", Map.of("a.safetensors", text("0123456789")));
        Grant held = releases.grant(holder, large, owner);
        stage.rule(large, "quota_concurrent", 1);
        given().auth().oauth2(holder.token()).contentType("application/json").body(Map.of())
                .post("/api/v1/models/" + large.fullName() + "/releases/1.0.0/tickets").then().statusCode(200);

        var refused = hub("bytes=0-", "/" + large.fullName() + "/resolve/main/a.safetensors").then()
                .statusCode(429).header("X-Error-Code", nullValue()).header("X-HF-Warning", containsString("at the same time"))
                .extract();
        int seconds = Integer.parseInt(refused.header("Retry-After"));

        assertThat(seconds).isBetween(1, 901);
        assertThat(refused.header("RateLimit")).isEqualTo("\"resolvers\";r=0;t=" + seconds);
        stage.shiftTickets(held.id(), Duration.ofMinutes(16));
        hub("bytes=0-", "/" + large.fullName() + "/resolve/main/a.safetensors").then().statusCode(302);
    }

    private Response hub(String range, String path) {
        return given().auth().oauth2(holder.token()).header("Range", range).redirects().follow(false).get(path);
    }

    @Test
    void moreThanADaysQuotaAtOnceIsToldApart() {
        stage.rule(model, "quota_bytes_per_day", 15L);

        mint().then().statusCode(403).body("reason", equalTo("quota-exhausted"))
                .body("detail", containsString("Ask for fewer files"));
        mint("a.bin").then().statusCode(200);
        stage.rule(model, "quota_bytes_per_day", 1L);
        mint("b.bin").then().statusCode(403).body("detail", containsString("This file alone is larger than the 1 B"));
    }

    @Test
    void whatIsADayOldCountsNoMore() {
        stage.rule(model, "quota_tickets_per_day", 1);
        mint("a.bin").then().statusCode(200);
        mint("a.bin").then().statusCode(403).body("detail", containsString("1 ticket in 24 hours"));

        age(Duration.ofHours(25));

        mint("a.bin").then().statusCode(200);
    }

    @Test
    void tooManyAtOnceIsAMatterOfMinutes() {
        stage.rule(model, "quota_concurrent", 2);
        mint("a.bin").then().statusCode(200);
        mint("a.bin").then().statusCode(200);
        String seconds = mint("a.bin").then().statusCode(429).body("reason", equalTo("quota-exhausted")).extract()
                .header("Retry-After");

        assertThat(Integer.parseInt(seconds)).isBetween(1, 901);
        age(Duration.ofMinutes(11));

        mint("a.bin").then().statusCode(200);
    }

    @Test
    void singleAddressesWithinAnHourAreOneTicket() {
        stage.rule(model, "quota_tickets_per_day", 1);
        for (int i = 0; i < 3; i++) {
            given().auth().oauth2(holder.token()).redirects().follow(false).formParam("path", "a.bin")
                    .post("/models/" + model.fullName() + "/releases/1.0.0/download").then().statusCode(303);
        }

        assertThat(stage.rows(String.class, "select files || ' ' || bytes from ticket where grant_id = :id", grant.id()))
                .containsExactly("3 10");
    }

    @Test
    void manyAtOnceCannotTakeMoreThanThereIs() throws Exception {
        stage.rule(model, "quota_tickets_per_day", 5);
        Callable<Integer> one = () -> mint("a.bin").statusCode();

        try (var threads = Executors.newFixedThreadPool(16)) {
            var answers = threads.invokeAll(Collections.nCopies(32, one)).stream().map(MeteringTest::now).toList();

            assertThat(answers.stream().collect(Collectors.groupingBy(status -> status, Collectors.counting())))
                    .isEqualTo(Map.of(200, 5L, 403, 27L));
        }
        assertThat(tickets()).isEqualTo(5);
    }

    @Test
    void whatTheStoreSentIsKnownPerGrantAndNetwork() {
        Assumptions.assumeTrue(logs.bucket().isPresent(), "this S3 server writes no access log");
        String url = mint("a.bin").then().statusCode(200).extract().path("files[0].url");

        given().urlEncodingEnabled(false).header("Range", "bytes=0-3").get(url).then().statusCode(206);
        given().urlEncodingEnabled(false).get(url).then().statusCode(200);
        given().urlEncodingEnabled(false).get(url.replace("X-Amz-Expires=600", "X-Amz-Expires=601")).then().statusCode(403);

        await(() -> stage.rows(String.class, """
                select sum(requests) || ' ' || sum(bytes) || ' ' || max(network) from fetched where grant_id = :id
                having sum(requests) is not null""", grant.id()), List.of("2 14 127.0.0.0/24"));
        given().auth().oauth2(holder.token()).get("/api/v1/grants/" + grant.id() + "/usage").then().statusCode(200)
                .body("fetched", hasSize(1)).body("fetched[0].path", equalTo("a.bin")).body("fetched[0].bytes", equalTo(14))
                .body("given[0].addresses", equalTo(1)).body("last24Hours.bytes", equalTo(10));
        given().auth().oauth2(owner.token()).accept("text/html").get("/models/" + model.fullName() + "/usage").then()
                .statusCode(200).body(containsString(grant.reference())).body(containsString("14 B"));
    }

    @Test
    void aLogObjectIsCountedOnceHoweverOftenItIsLookedAt() {
        Assumptions.assumeTrue(logs.bucket().isPresent(), "this S3 server writes no access log");
        String key = putLog("192.0.2.1");

        reader.readWhatIsNew();
        reader.readWhatIsNew();

        await(() -> stage.rows(String.class, "select requests || ' ' || bytes from fetched where grant_id = :id", grant.id()),
                List.of("1 10"));
        assertThat(stage.rows(Integer.class, "select lines from access_log where key = '" + key + "' and :id is not null",
                grant.id())).containsExactly(1);
    }

    @Test
    void anAddressUsedFromManyNetworksIsToldToTheOwnerAndPausedByPolicy() {
        Assumptions.assumeTrue(logs.bucket().isPresent(), "this S3 server writes no access log");
        stage.rule(model, "networks_alert", 2);
        stage.rule(model, "suspend_on_alert", true);
        putLog("192.0.2.1", "192.0.2.77", "198.51.100.1");
        // what the nodes of one cluster asked for in the same second are addresses of their own
        putLog(i -> "&x-weightgate-mint=%016x".formatted(i), "192.0.2.1", "198.51.100.1", "203.0.113.5", "233.252.0.1");
        reader.readWhatIsNew();
        await(() -> stage.rows(Long.class, "select count(*) from fetched where grant_id = :id", grant.id()), List.of(6L));
        mint("a.bin").then().statusCode(200);

        putLog("203.0.113.5");
        reader.readWhatIsNew();

        await(() -> stage.rows(String.class, "select state || ' ' || suspend_reason from access_grant where id = :id",
                grant.id()),
                List.of("SUSPENDED POLICY"));
        mint("a.bin").then().statusCode(403).body("reason", equalTo("grant-suspended"));
        assertThat(Mails.await(owner.email(), "many networks", Duration.ofSeconds(60)).text()).contains("3 networks")
                .contains("/models/" + model.fullName() + "/usage");
        Mails.await(holder.email(), "paused", Duration.ofSeconds(60));
    }

    @Test
    void onlyOwnersAndAuditorsSeeTheUseAndAHolderTheirOwn() {
        Someone auditor = stage.someone(AUDITOR);
        stage.role(model, auditor, ModelRole.AUDITOR);
        Someone stranger = stage.someone(PUBLISHER);
        String page = "/models/" + model.fullName() + "/usage";
        String api = "/api/v1/grants/" + grant.id() + "/usage";

        given().auth().oauth2(auditor.token()).accept("text/html").get(page).then().statusCode(200);
        given().auth().oauth2(auditor.token()).get(api).then().statusCode(200);
        given().auth().oauth2(stage.token(auditor.id(), Scope.READ)).get(page).then().statusCode(403);
        given().auth().oauth2(stage.token(auditor.id(), Scope.READ)).get(api).then().statusCode(403)
                .body("reason", equalTo("insufficient-scope"));
        given().auth().oauth2(stage.token(holder.id(), Scope.READ)).get(api).then().statusCode(200);
        given().auth().oauth2(holder.token()).accept("text/html").get(page).then().statusCode(404);
        given().auth().oauth2(stranger.token()).accept("text/html").get(page).then().statusCode(404);
        given().auth().oauth2(stranger.token()).get(api).then().statusCode(404);
        given().get(api).then().statusCode(401);
        given().redirects().follow(false).get(page).then().statusCode(302);
    }

    @Test
    void whereAnErasedHolderWasIsNotWrittenDown() {
        Assumptions.assumeTrue(logs.bucket().isPresent(), "this S3 server writes no access log");
        stage.change("update person set erased_at = now() where id = :id", holder.id());
        putLog("192.0.2.1", "198.51.100.7");

        reader.readWhatIsNew();

        await(() -> stage.rows(String.class, "select network || ' ' || requests from fetched where grant_id = :id", grant.id()),
                List.of(" 2"));
    }

    /// A log object as the store would leave it: one fetch of the same address from each of these machines.
    private String putLog(String... addresses) {
        return putLog(_ -> "", addresses);
    }

    private String putLog(IntFunction<String> more, String... addresses) {
        Instant now = Instant.now();
        String url = "/weights/models/" + model.id() + "/blobs/" + Stage.sha256("0123456789") + "?x-weightgate-trace="
                + grant.traceId() + "&X-Amz-Date=" + format("yyyyMMdd'T'HH").format(now) + "0000Z";
        String lines = IntStream.range(0, addresses.length).mapToObj(i -> "owner " + store.bucket() + " ["
                + format("dd/MMM/yyyy:HH:mm:ss Z").format(now) + "] " + addresses[i] + " - ID" + i + " REST.GET.OBJECT "
                + URI.create(url).getPath().substring("/weights/".length()) + " \"GET " + url
                + more.apply(i) + " HTTP/1.1\" 200 - 10 10 1 1 \"-\" \"curl\" - h SigV4 - QueryString host - - -")
                .collect(Collectors.joining("\n"));
        String key = format("yyyy-MM-dd-HH-mm-ss").format(now) + "-" + UUID.randomUUID();
        s3.putObject(put -> put.bucket(logs.bucket().orElseThrow()).key(key), RequestBody.fromString(lines));
        return key;
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    private void age(Duration by) {
        stage.shiftTickets(grant.id(), by);
    }

    private int tickets() {
        return Math.toIntExact(
                stage.rows(Long.class, "select count(*) from ticket where grant_id = :id", grant.id()).getFirst());
    }

    private Response mint(String... paths) {
        return given().auth().oauth2(holder.token()).contentType("application/json").body(Map.of("paths", paths))
                .post("/api/v1/models/" + model.fullName() + "/releases/1.0.0/tickets");
    }

    private static <T> void await(Supplier<List<T>> rows, List<T> wanted) {
        Instant end = Instant.now().plusSeconds(60);
        while (!rows.get().equals(wanted) && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(100_000_000);
        }
        assertThat(rows.get()).isEqualTo(wanted);
    }

    private static int now(Future<Integer> answer) {
        try {
            return answer.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
