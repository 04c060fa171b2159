package org.weightgate.catalogue;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.ChunkDigests;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestWriter;
import org.weightgate.manifest.ReleaseDigest;
import org.weightgate.manifest.ReleaseFolder;
import org.weightgate.manifest.SigningKey;
import org.weightgate.manifest.VerifyProgress;
import org.weightgate.people.RealmRole;
import org.weightgate.people.Scope;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.Together;
import org.weightgate.web.ProblemException;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@QuarkusTest
class PublishTest {

    private static final int BIG = (8 << 20) + 12345;
    /// The local store dates each upload with the moment in which it is asked.
    private static final Duration A_DAY_AHEAD = Duration.ofDays(-1);

    /// Ours checks and remembers the SHA-256 of what it is sent; another that the environment names need not (Ceph 16 does not).
    private static final boolean KNOWN_STORE = System.getenv("WEIGHTGATE_S3_ENDPOINT") == null;

    @Inject
    Stage stage;
    @Inject
    S3Client s3;
    @Inject
    S3Config store;
    @Inject
    Models models;
    @Inject
    Releases releases;
    @Inject
    TermsVersions terms;
    @Inject
    ReleaseChecks checks;
    @Inject
    UploadBook book;
    @Inject
    UploadSweep sweep;
    @Inject
    RelyingReleases relying;
    @Inject
    S3Presigner presigner;
    @Inject
    Session database;
    @Inject
    ModelRoles roles;
    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private Someone publisher;
    private String name;

    @BeforeEach
    void aPublisherHasAModel() throws IOException {
        publisher = stage.someone(RealmRole.PUBLISHER);
        name = "lab/m" + UUID.randomUUID().toString().replace("-", "");
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("model.safetensors"), bytes(BIG));
        describe(publisher, "Be kind.").statusCode(201);
    }

    @Test
    void aReleaseGoesFromManifestToOpen() throws Exception {
        JsonPath draft = register(signed("1.0")).statusCode(201).body("state", equalTo("DRAFT"))
                .body("uploads", hasSize(2)).extract().jsonPath();
        assertThat(draft.getList("uploads.missing")).containsOnly(true);
        publish("1.0").statusCode(409).body("reason", equalTo("file-missing"));

        upload("1.0", "config.json");
        upload("1.0", "model.safetensors");
        register(signed("1.0")).statusCode(201).body("uploads.findAll { it.missing }", hasSize(0));
        publish("1.0").statusCode(200).body("state", equalTo("PUBLISHED"));
        publish("1.0").statusCode(200);

        given().get("/api/v1/models/" + name).then().statusCode(200).body("latest.version", equalTo("1.0"))
                .body("latest.signerFingerprint", equalTo(key.signer().fingerprint()));
        given().accept("text/html").get("/models/" + name).then().statusCode(200)
                .body(containsString(key.signer().fingerprint())).body(containsString("model.safetensors"));
        byte[] manifest = given().get("/api/v1/models/" + name + "/releases/latest/manifest").then().statusCode(200).extract()
                .asByteArray();
        assertThat(Base64.getEncoder().encodeToString(manifest)).isEqualTo(signed("1.0").manifest());
    }

    @Test
    void theStoreTakesOnlyTheListedBytes() throws Exception {
        register(signed("1.0")).statusCode(201);
        JsonPath plan = plan("1.0", "config.json");
        String url = plan.getString("parts[0].url");
        String checksum = plan.getString("parts[0].checksum");

        assumeTrue(KNOWN_STORE, "another store may leave it to the portal's check to find other bytes");
        assertThat(send(url, "[]".getBytes(UTF_8), checksum).statusCode()).isEqualTo(400);
        assertThat(send(url, "[]".getBytes(UTF_8), Base64.getEncoder().encodeToString(Digest.sha256("[]".getBytes(UTF_8))
                .bytes())).statusCode()).isEqualTo(403);
        assertThat(send(url, "{}".getBytes(UTF_8), null).statusCode()).isEqualTo(403);
        String elsewhere = url.replaceFirst("/models/[0-9a-f-]{36}/", "/models/" + UUID.randomUUID() + "/");
        assertThat(send(elsewhere, "{}".getBytes(UTF_8), checksum).statusCode()).isEqualTo(403);
        given().urlEncodingEnabled(false).get(url).then().statusCode(403);
        assertThat(send(url, "{}".getBytes(UTF_8), checksum).statusCode()).isEqualTo(200);

        complete("1.0", "config.json", null, List.of()).statusCode(200);
    }

    @Test
    void bytesThatAreNotTheListedOnesDoNotOpen() throws Exception {
        register(signed("1.0")).statusCode(201);
        upload("1.0", "config.json");
        upload("1.0", "model.safetensors");
        replaceInTheStore("model.safetensors", new byte[BIG]);

        publish("1.0").statusCode(409).body("reason", equalTo("file-differs")).body("detail",
                containsString("model.safetensors"));
        publish("1.0").statusCode(409).body("reason", equalTo("file-missing"));
        given().get("/api/v1/models/" + name).then().body("latest", nullValue());
    }

    @Test
    void everyByteIsReadWhereTheStoreHasNoFittingChecksum() throws Exception {
        register(signed("1.0")).statusCode(201);
        upload("1.0", "config.json");
        upload("1.0", "model.safetensors");
        replaceInTheStore("model.safetensors", bytes(BIG));

        publish("1.0").statusCode(200);

        given().get("/api/v1/models/" + name).then().body("latest.storeCheck.how", equalTo("EVERY_BYTE_READ"));
        given().accept("text/html").get("/models/" + name).then().body(containsString("by reading every byte"));
    }

    @Test
    void bytesWhoseChunksTheManifestDoesNotListDoNotOpenAndStay() throws Exception {
        register(forged("1.0", BIG)).statusCode(201);
        upload("1.0", "config.json");
        replaceInTheStore("model.safetensors", bytes(BIG));

        publish("1.0").statusCode(409).body("reason", equalTo("file-differs")).body("detail", containsString("not its chunks"));

        register(signed("1.0")).statusCode(201).body("uploads.missing", everyItem(equalTo(false)));
        publish("1.0").statusCode(200);
    }

    @Test
    void aFileOfAnotherLengthIsThrownAway() throws Exception {
        register(signed("1.0")).statusCode(201);
        replaceInTheStore("config.json", "{\"longer\":true}".getBytes(UTF_8));

        publish("1.0").statusCode(409).body("reason", equalTo("file-differs")).body("detail",
                containsString("config.json has 15 bytes in the store, and the manifest says 2."));
        complete("1.0", "config.json", null, List.of()).statusCode(409).body("reason", equalTo("upload-size"));
        complete("1.0", "config.json", null, List.of()).statusCode(409).body("reason", equalTo("upload-missing"));
    }

    @Test
    void anInterruptedUploadGoesOnWhereItStopped() throws Exception {
        register(signed("1.0")).statusCode(201);
        byte[] bytes = Files.readAllBytes(folder.resolve("model.safetensors"));
        JsonPath first = plan("1.0", "model.safetensors");
        int length = first.getInt("parts[0].length");
        put(first.getString("parts[0].url"), Arrays.copyOf(bytes, length), first.getString("parts[0].checksum"));

        JsonPath again = plan("1.0", "model.safetensors");

        assertThat(again.getString("uploadId")).isEqualTo(first.getString("uploadId"));
        assertThat(again.getString("parts[0].etag")).isNotEmpty();
        assertThat(again.getString("parts[0].url")).isNull();
        assertThat(again.getString("parts[1].etag")).isNull();
        upload("1.0", "config.json");
        upload("1.0", "model.safetensors");
        publish("1.0").statusCode(200);
        given().get("/api/v1/models/" + name).then().body("latest.storeCheck.how",
                KNOWN_STORE ? equalTo("STORE_CHECKSUM") : equalTo("EVERY_BYTE_READ"));
    }

    @Test
    void anUploadNobodyGoesOnWithIsEnded() throws Exception {
        register(signed("1.0")).statusCode(201);
        JsonPath first = plan("1.0", "model.safetensors");
        byte[] bytes = Files.readAllBytes(folder.resolve("model.safetensors"));
        put(first.getString("parts[0].url"), Arrays.copyOf(bytes, first.getInt("parts[0].length")),
                first.getString("parts[0].checksum"));
        sweep.sweep();
        assertThat(arrived(first)).isEqualTo(1);
        assertThat(plan("1.0", "model.safetensors").getString("uploadId")).isEqualTo(first.getString("uploadId"));

        age(first.getString("uploadId"), "8 days");
        sweep.sweep();

        assertThat(arrived(first)).isZero();
        JsonPath again = plan("1.0", "model.safetensors");
        assertThat(again.getString("uploadId")).isNotEqualTo(first.getString("uploadId"));
        assertThat(again.getString("parts[0].etag")).isNull();
    }

    @Test
    void whatIsBeingSentIsNotAbandonedHoweverLongItTakes() throws Exception {
        register(signed("1.0")).statusCode(201);
        JsonPath first = plan("1.0", "model.safetensors");
        age(first.getString("uploadId"), "8 days");
        plan("1.0", "model.safetensors");

        sweep.sweep();

        assertThat(plan("1.0", "model.safetensors").getString("uploadId")).isEqualTo(first.getString("uploadId"));
    }

    @Test
    void whatWasBegunInTheStoreAndWrittenDownNowhereIsEndedWhenItIsOld() throws Exception {
        register(signed("1.0")).statusCode(201);
        JsonPath known = plan("1.0", "model.safetensors");
        String key = Blobs.key(draft().model().id(), "ab".repeat(32));
        String unknown = s3.createMultipartUpload(begin -> begin.bucket(store.bucket()).key(key)).uploadId();
        UUID elsewhere = UUID.randomUUID();
        String otherKey = Blobs.key(elsewhere, "ab".repeat(32));
        String another = s3.createMultipartUpload(begin -> begin.bucket(store.bucket()).key(otherKey)).uploadId();
        var blobs = new BlobStore(s3, presigner, store);

        sweep.sweep();
        assertThat(begun(blobs, book.models())).contains(unknown, known.getString("uploadId"));

        new UploadSweep(book, blobs, A_DAY_AHEAD).endUnknown();

        assertThat(begun(blobs, book.models())).doesNotContain(unknown).contains(known.getString("uploadId"));
        assertThat(begun(blobs, Set.of(elsewhere))).as("of a portal that shares the bucket").contains(another);
        blobs.abandon(elsewhere, "ab".repeat(32), another);
        assertThat(plan("1.0", "model.safetensors").getString("uploadId")).isEqualTo(known.getString("uploadId"));
    }

    private static List<String> begun(BlobStore blobs, Set<UUID> models) {
        return blobs.begunBefore(Instant.now().plus(1, ChronoUnit.DAYS), models).stream().map(BlobStore.Begun::uploadId)
                .toList();
    }

    /// How many parts the store keeps; some stores say so even of an upload they do not know.
    private int arrived(JsonPath plan) {
        ReleaseDesk.Snapshot draft = draft();
        return new BlobStore(s3, presigner, store).arrived(draft.model().id(),
                draft.file("model.safetensors").sha256().hex(), plan.getString("uploadId")).map(Map::size).orElse(0);
    }

    private void age(String upload, String by) {
        QuarkusTransaction.requiringNew().run(() -> database.createNativeMutationQuery(
                "update upload set started_at = started_at - cast(:by as interval) where upload_id = :upload")
                .setParameter("by", by).setParameter("upload", upload).executeUpdate());
    }

    @Test
    void anAddressBoundToNoChecksumTakesNothingOnceItsFileIsThere() throws Exception {
        Files.createFile(folder.resolve("empty.txt"));
        register(signed("1.0")).statusCode(201);
        var unbound = new ReleaseUploads(new BlobStore(s3, presigner, store.bucket(), false), book, relying);
        ReleaseDesk.Snapshot draft = draft();

        UploadPlan plan = unbound.begin(draft, "config.json");
        String url = Objects.requireNonNull(plan.parts().getFirst().url());
        var tag = send(url, "{}".getBytes(UTF_8), null).headers().firstValue("ETag").orElseThrow();
        unbound.complete(draft, "config.json", plan.uploadId(), List.of(new UploadedPart(1, tag)));

        send(url, "[]".getBytes(UTF_8), null);
        String key = Blobs.key(draft.model().id(), draft.file("config.json").sha256().hex());
        assertThat(s3.getObjectAsBytes(get -> get.bucket(store.bucket()).key(key)).asUtf8String()).isEqualTo("{}");
        assertThatThrownBy(() -> unbound.begin(draft, "empty.txt")).hasMessageContaining("empty.txt is stored already");
        assertThat(unbound.check(draft, draft.file("empty.txt"), _ -> {
            // nobody looks
        })).isEqualTo(ReleaseUploads.Proof.BYTES);
    }

    private ReleaseDesk.Snapshot draft() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Model model = models.require("lab", name.substring(4));
            return ReleaseDesk.Snapshot.of(model, releases.find(model, "1.0").orElseThrow());
        });
    }

    /// As the bucket policy of a production has it.
    @Test
    void whatThePortalMayNotDeleteIsSaidToBeItsOperatorsMatter() throws Exception {
        register(signed("1.0")).statusCode(201);
        replaceInTheStore("model.safetensors", new byte[BIG]);
        var forbidding = new BlobStore(s3, presigner, store.bucket(), true) {
            @Override
            void remove(UUID model, String sha256) {
                throw S3Exception.builder().statusCode(403).message("Access Denied").build();
            }
        };
        ReleaseDesk.Snapshot draft = draft();

        assertThatThrownBy(() -> new ReleaseUploads(forbidding, book, relying).check(draft, draft.file("model.safetensors"),
                _ -> {
                    // nobody looks
                })).isInstanceOf(ProblemException.class).hasMessageContaining("ask its operators to delete models/");
    }

    @Test
    void aWrongNameOfBytesThatARealReleaseHasRemovesNothing() throws Exception {
        register(signed("1.0")).statusCode(201);
        upload("1.0", "config.json");
        replaceInTheStore("model.safetensors", bytes(BIG));
        publish("1.0").statusCode(200);
        replaceInTheStore("model.safetensors", new byte[BIG]);
        register(signed("2.0")).statusCode(201);

        publish("2.0").statusCode(409).body("detail", containsString("Another release rests on what is there"));

        publish("2.0").statusCode(409).body("reason", equalTo("file-differs"));
    }

    @Test
    void whatASignerSaysOfAWholeFileIsLookedAtOnceTheReleaseIsOpen() throws Exception {
        assumeTrue(KNOWN_STORE, "another store may not know the SHA-256 of parts");
        open("1.0");
        assertThat(whole("1.0")).isNull();

        Digest lie = Digest.sha256("something else".getBytes(UTF_8));
        var files = ReleaseDigest.files(ReleaseFolder.at(folder), Manifest.DEFAULT_CHUNK_SIZE, VerifyProgress.NONE).stream()
                .map(file -> file.chunks().count() == 1 ? file
                        : new FileEntry(file.path(), file.role(), file.size(), lie, file.chunkRoot(), file.chunks()))
                .toList();
        register(papers("2.0", files, key)).statusCode(201);
        upload("2.0", "model.safetensors");
        publish("2.0").statusCode(200);

        assertThat(whole("2.0")).contains("model.safetensors has the SHA-256 ", "and not the " + lie);
        given().accept("text/html").get("/models/" + name).then().body(containsString(lie.toString()))
                .body(containsString("tools that compare the SHA-256 refuse it"));
        page("/publish/" + name + "/2.0").body(containsString("Withdraw this release"));
        UUID model = QuarkusTransaction.requiringNew().call(() -> models.require("lab", name.substring(4)).id());
        assertThat(stage.rows(String.class, "select r.version from event e join release r on r.id = e.stream"
                + " where r.model_id = :id and e.type = 'release.contradicted'", model)).containsExactly("2.0");
    }

    /// What was found wrong, once the portal has read every byte.
    private @Nullable String whole(String version) {
        String release = "releases.find { it.version == '" + version + "' }.storeCheck.whole.";
        for (int i = 0; i < 600; i++) {
            JsonPath model = given().get("/api/v1/models/" + name).jsonPath();
            if (model.get(release + "at") != null) {
                return model.getString(release + "wrong");
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("nobody read it");
    }

    @Test
    void anotherModelsBytesAreNeverShared() throws Exception {
        open("1.0");
        String first = name;
        Someone other = stage.someone(RealmRole.PUBLISHER);
        publisher = other;
        name = "lab/other" + UUID.randomUUID();
        describe(other, "Be kind.").statusCode(201);

        register(signed("1.0")).statusCode(201).body("uploads.missing", everyItem(equalTo(true)));
        publish("1.0").statusCode(409).body("reason", equalTo("file-missing"));
        given().get("/api/v1/models/" + first).then().body("latest.version", equalTo("1.0"));
    }

    @Test
    void whoeverMayNoLongerPublishOpensNothing() throws Exception {
        Someone helper = stage.someone(RealmRole.PUBLISHER);
        give("publisher", helper).statusCode(204);
        register(signed("1.0")).statusCode(201);
        upload("1.0", "config.json");
        upload("1.0", "model.safetensors");
        UUID release = QuarkusTransaction.requiringNew().call(() -> {
            Model model = models.require("lab", name.substring(4));
            Release draft = releases.lock(model.id(), "1.0").orElseThrow();
            checks.persist(new ReleaseCheck(draft, helper.id(), Instant.now()));
            roles.take(model.id(), helper.id(), ModelRole.PUBLISHER);
            return draft.id();
        });

        for (int i = 0; i < 600 && reason(release).isEmpty(); i++) {
            LockSupport.parkNanos(50_000_000);
        }

        assertThat(reason(release)).contains("not-your-model");
    }

    @Test
    void publishersSeeTheirReleasesOnPages() throws Exception {
        register(signed("1.0")).statusCode(201);
        String page = "/publish/" + name + "/1.0";
        page(page).statusCode(200).body(containsString("2 of its 2 files have not arrived"));
        upload("1.0", "config.json");
        upload("1.0", "model.safetensors");
        page(page).body(containsString("Open this release"));
        publish("1.0").statusCode(200);
        page(page).body(containsString("Withdraw this release")).body(containsString("Nobody yet"))
                .body(containsString("None in the last 90 days")).body(containsString("Sign in to apply"))
                .body(containsString(KNOWN_STORE ? "composite SHA-256" : "Withdraw"));
        page(page + "/withdraw").body(containsString("Nobody holds a grant on this model"));
        page("/publish").statusCode(200).body(containsString(name)).body(containsString(page));

        form(page + "/withdraw", "  ").statusCode(422).body(containsString("Write why"));
        form(page + "/withdraw", "A <b>flaw</b>.").statusCode(303);
        page(page).body(containsString("A &lt;b&gt;flaw&lt;/b&gt;."));

        Someone elsewhere = stage.someone(RealmRole.PUBLISHER);
        given().auth().oauth2(elsewhere.token()).accept("text/html").get(page).then().statusCode(403);
        given().auth().oauth2(stage.someone().token()).accept("text/html").get("/publish").then().statusCode(403);
        given().auth().oauth2(elsewhere.token()).accept("text/html").get("/publish").then()
                .body(containsString("You look after no model yet")).body(not(containsString(name)));
    }

    @Test
    void aDraftThatWasReplacedSinceItsPageWasOpenedIsNotOpened() throws Exception {
        register(signed("1.0")).statusCode(201);
        String seen = page("/publish/" + name + "/1.0").extract().asString();
        String digest = draft().manifestSha256();
        assertThat(seen).contains(digest);
        Files.writeString(folder.resolve("config.json"), "{\"other\":true}");
        register(signed("1.0")).statusCode(201);

        pressOpen(digest).statusCode(409).body(containsString("Nothing was opened."))
                .body(containsString(draft().manifestSha256()));
        pressOpen("").statusCode(409);
        publishIf("\"" + digest + "\"").statusCode(412).body("reason", equalTo("stale"));
        assertThat(asked()).isFalse();
        pressOpen(draft().manifestSha256()).statusCode(303);
        assertThat(asked()).isTrue();
    }

    private ValidatableResponse pressOpen(String manifestSha256) {
        return given().auth().oauth2(publisher.token()).redirects().follow(false).accept("text/html")
                .formParam("manifest", manifestSha256).post("/publish/" + name + "/1.0").then();
    }

    @Test
    void aProgramMayNameTheOnlyManifestThatIsToBeOpened() throws Exception {
        open("1.0");
        String digest = draft().manifestSha256();

        publishIf("\"" + digest + "\"").statusCode(200).body("state", equalTo("PUBLISHED"))
                .body("manifestSha256", equalTo(digest));
        publishIf("*").statusCode(200);
        publishIf("\"" + "0".repeat(64) + "\"").statusCode(412);
    }

    private ValidatableResponse publishIf(String match) {
        return given().auth().oauth2(publisher.token()).header("If-Match", match)
                .post("/api/v1/models/" + name + "/releases/1.0/publish").then();
    }

    private boolean asked() {
        var publication = given().auth().oauth2(publisher.token())
                .get("/api/v1/models/" + name + "/releases/1.0/publish");
        return publication.statusCode() != 200 || publication.jsonPath().get("check") != null;
    }

    private Optional<String> reason(UUID release) {
        return QuarkusTransaction.requiringNew().call(() -> Optional.ofNullable(checks.findById(release).reason()));
    }

    private ValidatableResponse page(String address) {
        return given().auth().oauth2(publisher.token()).accept("text/html").get(address).then();
    }

    private ValidatableResponse form(String address, String reason) {
        return given().auth().oauth2(publisher.token()).redirects().follow(false).accept("text/html")
                .formParam("reason", reason).post(address).then();
    }

    private void replaceInTheStore(String path, byte[] bytes) throws Exception {
        String sha256 = Digest.sha256(Files.readAllBytes(folder.resolve(path))).hex();
        UUID model = QuarkusTransaction.requiringNew().call(() -> models.require("lab", name.substring(4)).id());
        s3.putObject(put -> put.bucket(store.bucket()).key(Blobs.key(model, sha256)), RequestBody.fromBytes(bytes));
    }

    @Test
    void whatWasPublishedNeverChanges() throws Exception {
        open("1.0");
        Files.writeString(folder.resolve("config.json"), "{\"other\":true}");

        register(signed("1.0")).statusCode(409).body("reason", equalTo("version-taken"));
        post("/releases/1.0/uploads", Map.of("path", "config.json")).statusCode(409).body("reason", equalTo("not-a-draft"));
    }

    @Test
    void aDraftThatSaysOtherThingsOfPublishedBytesIsRefused() throws Exception {
        open("1.0");

        for (Papers papers : List.of(forged("2.0", BIG - 1), forged("2.0", BIG))) {
            register(papers).statusCode(409).body("reason", equalTo("file-contradicts"))
                    .body("detail", containsString("model.safetensors has the SHA-256 of a file of release 1.0"));
        }
        register(signed("2.0")).statusCode(201).body("uploads.missing", everyItem(equalTo(false)));
    }

    @Test
    void aDraftFromBeforeNeitherRemovesNorReplacesPublishedBytes() throws Exception {
        register(forged("2.0", BIG - 1)).statusCode(201);
        register(forged("2.1", BIG)).statusCode(201);
        open("1.0");
        String key = Blobs.key(models.require("lab", name.substring(4)).id(),
                Digest.sha256(Files.readAllBytes(folder.resolve("model.safetensors"))).hex());

        post("/releases/2.0/uploads", Map.of("path", "model.safetensors")).statusCode(409)
                .body("reason", equalTo("file-contradicts"));
        complete("2.0", "model.safetensors", null, List.of()).statusCode(409).body("reason", equalTo("file-contradicts"));
        String upload = s3.createMultipartUpload(begin -> begin.bucket(store.bucket()).key(key)
                .checksumAlgorithm(ChecksumAlgorithm.SHA256)).uploadId();
        var sent = new ArrayList<Map<String, Object>>();
        for (int number = 1; number <= 2; number++) {
            int part = number;
            int length = part == 1 ? Manifest.DEFAULT_CHUNK_SIZE : BIG - Manifest.DEFAULT_CHUNK_SIZE;
            sent.add(Map.of("number", part, "etag", s3.uploadPart(send -> send.bucket(store.bucket()).key(key)
                    .uploadId(upload).partNumber(part).checksumAlgorithm(ChecksumAlgorithm.SHA256),
                    RequestBody.fromBytes(new byte[length])).eTag()));
        }
        complete("2.1", "model.safetensors", upload, sent).statusCode(200);

        assertThat(s3.getObjectAsBytes(get -> get.bucket(store.bucket()).key(key)).asByteArray()).isEqualTo(bytes(BIG));
        s3.deleteObject(delete -> delete.bucket(store.bucket()).key(key));
        complete("2.1", "model.safetensors", upload, sent).statusCode(409).body("reason", equalTo("file-contradicts"));
    }

    /// A signed manifest that lists the weights' SHA-256 with another size or with the chunks of nothing but zeros.
    private Papers forged(String version, int size) throws Exception {
        byte[] zeros = new byte[size];
        Digest first = Digest.sha256(Arrays.copyOf(zeros, Manifest.DEFAULT_CHUNK_SIZE));
        Digest second = Digest.sha256(Arrays.copyOf(zeros, size - Manifest.DEFAULT_CHUNK_SIZE));
        byte[] packed = Arrays.copyOf(first.bytes(), 2 * Digest.LENGTH);
        System.arraycopy(second.bytes(), 0, packed, Digest.LENGTH, Digest.LENGTH);
        ChunkDigests chunks = ChunkDigests.ofPacked(packed);
        var files = ReleaseDigest.files(ReleaseFolder.at(folder), Manifest.DEFAULT_CHUNK_SIZE, VerifyProgress.NONE).stream()
                .map(file -> file.chunks().count() == 1 ? file
                        : new FileEntry(file.path(), file.role(), size, file.sha256(), chunks.root(), chunks))
                .toList();
        return papers(version, files, SigningKey.generate());
    }

    @Test
    void whoIsSecondWithTheSameBytesIsDoneToo() throws Exception {
        register(signed("1.0")).statusCode(201);
        JsonPath plan = plan("1.0", "model.safetensors");
        List<Map<String, Object>> sent = sendParts("model.safetensors", plan);

        complete("1.0", "model.safetensors", plan.getString("uploadId"), sent).statusCode(200);
        complete("1.0", "model.safetensors", plan.getString("uploadId"), sent).statusCode(200);

        post("/releases/1.0/uploads", Map.of("path", "model.safetensors")).statusCode(409)
                .body("reason", equalTo("already-stored"));
    }

    @Test
    void aWithdrawnReleaseSaysSo() throws Exception {
        open("1.0");

        post("/releases/1.0/withdraw", Map.of("reason", "")).statusCode(400);
        post("/releases/1.0/withdraw", Map.of("reason", "A \u202eflaw\0 was found.")).statusCode(200);

        given().get("/api/v1/models/" + name).then().body("latest", nullValue())
                .body("releases[0].withdrawnReason", equalTo("A flaw was found."));
        for (String document : List.of("manifest", "signature")) {
            given().get("/api/v1/models/" + name + "/releases/1.0/" + document).then().statusCode(410)
                    .body("reason", equalTo("release-withdrawn")).body("detail", containsString(": A flaw was found. It is"));
        }
        publish("1.0").statusCode(200).body("state", equalTo("WITHDRAWN"));
    }

    @Test
    void onlyWhatASignatureCoversIsRegistered() throws Exception {
        var good = signed("1.0");
        Files.writeString(folder.resolve("config.json"), "{\"other\":true}");
        var other = signed("1.0");

        register(new Papers(other.manifest(), good.signature())).statusCode(400).body("reason", equalTo("release-invalid"));
        register(new Papers("e30=", good.signature())).statusCode(400).body("reason", equalTo("release-invalid"));
        post("/releases", Map.of("manifest", "not base64!", "signature", "e30=")).statusCode(400);
        post("/releases", Map.of()).statusCode(400).body("errors", hasSize(2));
    }

    @Test
    void termsGetANewVersionOnlyWhenTheyDiffer() {
        describe(publisher, "Be kind.").statusCode(200);
        given().get("/api/v1/models/" + name).then().body("terms.version", equalTo(1));

        describe(publisher, "Be kinder.").statusCode(200);

        given().get("/api/v1/models/" + name).then().body("terms.version", equalTo(2));
    }

    @Test
    void onlyOwnersChangeTermsAndRulesAndItIsWrittenDown() {
        Someone helper = stage.someone(RealmRole.PUBLISHER);
        give("publisher", helper).statusCode(204);

        describe(helper, "Be cruel.").statusCode(403).body("reason", equalTo("not-your-model"));
        given().auth().oauth2(helper.token()).contentType("application/json").body(Map.of("policy", Map.of("quorum", 5)))
                .put("/api/v1/models/" + name).then().statusCode(403).body("reason", equalTo("not-your-model"));
        describe(helper, "Be kind.").statusCode(200);
        describe(publisher, "Be kinder.").statusCode(200);
        given().auth().oauth2(publisher.token()).contentType("application/json").body(Map.of("policy", Map.of("quorum", 5)))
                .put("/api/v1/models/" + name).then().statusCode(200);

        assertThat(stage.rows(String.class, """
                select e.type || ' ' || (e.actor = cast('%s' as uuid)) from event e join model m on m.id = e.stream
                where m.namespace || '/' || m.name = '%s' and cast(:id as uuid) is not null
                    and e.type in ('terms.published', 'policy.changed') order by e.seq""".formatted(publisher.id(), name),
                publisher.id())).containsExactly("terms.published true", "policy.changed true");
    }

    @Test
    void whatIsLeftOutOfADescriptionStaysAsItIs() {
        given().auth().oauth2(publisher.token()).contentType("application/json")
                .body(Map.of("policy", Map.of("quotaConcurrent", 3))).put("/api/v1/models/" + name).then().statusCode(200);
        given().auth().oauth2(publisher.token()).contentType("application/json")
                .body(Map.of("summary", "Another\n\u202esummary\0"))
                .put("/api/v1/models/" + name).then().statusCode(200);

        given().get("/api/v1/models/" + name).then().body("terms.version", equalTo(1))
                .body("summary", equalTo("Another summary")).body("description", equalTo("# Hello"));
        given().auth().oauth2(publisher.token()).contentType("application/json").body(Map.of("summary", " "))
                .put("/api/v1/models/" + name).then().statusCode(400).body("errors", hasSize(1));
    }

    @Test
    void whatIsLeftOutIsFilledFromWhatSomebodyElseHasChangedMeanwhile() throws Exception {
        Model model = models.require("lab", name.substring(4));
        try (var other = Executors.newSingleThreadExecutor()) {
            Future<Integer> answer = QuarkusTransaction.requiringNew().call(() -> {
                terms.publish(model, "Newer terms", "Be kinder.", null, Instant.now());
                models.findById(model.id()).describe("A model", "# Newer");
                Future<Integer> put = other.submit(() -> given().auth().oauth2(publisher.token())
                        .contentType("application/json").body(Map.of("summary", "Another", "termsTitle", "Another title"))
                        .put("/api/v1/models/" + name).statusCode());
                awaitSomebodyWhoWaitsForUs();
                return put;
            });

            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(200);
        }

        given().get("/api/v1/models/" + name).then().body("summary", equalTo("Another"))
                .body("description", equalTo("# Newer")).body("terms.version", equalTo(3));
        assertThat(terms.of(model, 3).orElseThrow().body()).isEqualTo("Be kinder.");
    }

    private void awaitSomebodyWhoWaitsForUs() throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (models.getEntityManager().unwrap(Session.class).createNativeQuery("""
                    select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))""",
                    Long.class).getSingleResult() > 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Nobody waited for the newer terms.");
    }

    @Test
    void aNewModelNeedsTerms() {
        String other = name + "-other";

        given().auth().oauth2(publisher.token()).contentType("application/json")
                .body(Map.of("policy", Map.of("quotaConcurrent", 3))).put("/api/v1/models/" + other).then().statusCode(400)
                .body("reason", equalTo("description-incomplete")).body("detail", containsString("termsTitle and terms"));
        given().get("/api/v1/models/" + other).then().statusCode(404);
    }

    @Test
    void whoHoldsNoRoleOnTheModelChangesNothing() throws Exception {
        var papers = signed("1.0");
        Someone reader = stage.someone();
        Someone elsewhere = stage.someone(RealmRole.PUBLISHER);
        Someone reviewer = stage.someone(RealmRole.REVIEWER, RealmRole.PUBLISHER);
        give("reviewer", reviewer).statusCode(204);
        String readOnly = stage.token(publisher.id(), Scope.READ, Scope.APPLY, Scope.REVIEW);

        for (String token : List.of(reader.token(), elsewhere.token(), reviewer.token(), readOnly)) {
            given().auth().oauth2(token).contentType("application/json").body(papers.json())
                    .post("/api/v1/models/" + name + "/releases").then().statusCode(403);
            given().auth().oauth2(token).contentType("application/json").body(description("Mine now."))
                    .put("/api/v1/models/" + name).then().statusCode(403);
            given().auth().oauth2(token).post("/api/v1/models/" + name + "/releases/1.0/publish").then().statusCode(403);
            given().auth().oauth2(token).put("/api/v1/models/" + name + "/roles/owner/x").then().statusCode(403);
        }
        given().contentType("application/json").body(papers.json()).post("/api/v1/models/" + name + "/releases").then()
                .statusCode(401);
    }

    @Test
    void aRoleTakenAwayIsGoneAtTheNextRequest() throws Exception {
        Someone helper = stage.someone(RealmRole.PUBLISHER);
        give("publisher", helper).statusCode(204);
        given().auth().oauth2(helper.token()).contentType("application/json").body(signed("1.0").json())
                .post("/api/v1/models/" + name + "/releases").then().statusCode(201);
        given().auth().oauth2(helper.token()).put("/api/v1/models/" + name + "/roles/owner/" + "ada-" + helper.id()).then()
                .statusCode(403);

        given().auth().oauth2(publisher.token()).delete("/api/v1/models/" + name + "/roles/publisher/ada-" + helper.id()).then()
                .statusCode(204);

        given().auth().oauth2(helper.token()).contentType("application/json").body(signed("1.1").json())
                .post("/api/v1/models/" + name + "/releases").then().statusCode(403);
    }

    @Test
    void rolesThatCouldNotCountAreNotGivenAndAnOwnerRemains() {
        give("reviewer", stage.someone()).statusCode(409).body("reason", equalTo("realm-role-missing"));
        given().auth().oauth2(publisher.token()).put("/api/v1/models/" + name + "/roles/king/x").then().statusCode(400);
        given().auth().oauth2(publisher.token()).delete("/api/v1/models/" + name + "/roles/owner/ada-" + publisher.id()).then()
                .statusCode(409).body("reason", equalTo("last-owner"));
    }

    @Test
    void ofTwoOwnersWhoRemoveEachOtherOneRemains() throws Exception {
        Someone second = stage.someone(RealmRole.PUBLISHER);
        Model model = model();
        for (int round = 0; round < 6; round++) {
            for (Someone owner : List.of(publisher, second)) {
                stage.noRole(model, owner);
                stage.role(model, owner, ModelRole.OWNER);
            }
            assertThat(Together.run(List.of(() -> remove(publisher, second), () -> remove(second, publisher))))
                    .containsExactlyInAnyOrder(204, 403);
            assertThat(roles.peopleWith(model.id(), ModelRole.OWNER)).hasSize(1);
        }
    }

    private Model model() {
        int slash = name.indexOf('/');
        return models.require(name.substring(0, slash), name.substring(slash + 1));
    }

    private int remove(Someone by, Someone owner) {
        return given().auth().oauth2(by.token()).delete("/api/v1/models/" + name + "/roles/owner/ada-" + owner.id())
                .statusCode();
    }

    @Test
    void whoeverMakesTheSameAtOnceMakesItOnce() throws Exception {
        name += "x";
        Callable<Integer> describe = () -> describe(publisher, "Be kind.").extract().statusCode();
        assertThat(Together.run(Collections.nCopies(4, describe))).containsExactlyInAnyOrder(201, 200, 200, 200);

        var papers = signed("1.0");
        Callable<Integer> register = () -> register(papers).extract().statusCode();
        assertThat(Together.run(Collections.nCopies(6, register))).containsOnly(201);
        assertThat(stage.rows(Long.class, "select count(*) from event where type = 'release.registered' and stream in"
                + " (select r.id from release r where r.model_id = :id)",
                model().id()))
                .containsExactly(1L);
    }

    @Test
    void aDraftTakesTheSignatureThatIsSentLast() throws Exception {
        var files = ReleaseDigest.files(ReleaseFolder.at(folder), Manifest.DEFAULT_CHUNK_SIZE, VerifyProgress.NONE);
        SigningKey other = SigningKey.generate();
        register(papers("1.0", files, other)).statusCode(201);
        open("1.0");

        given().get("/api/v1/models/" + name).then().body("latest.signerFingerprint", equalTo(key.signer().fingerprint()));
        register(papers("1.0", files, other)).statusCode(409).body("reason", equalTo("version-taken"))
                .body("detail", containsString("another signature"));
        register(signed("1.0")).statusCode(201);
    }

    @Test
    void partsOfAnUploadAreNumberedFromOne() throws Exception {
        register(signed("1.0")).statusCode(201);
        JsonPath plan = plan("1.0", "model.safetensors");

        complete("1.0", "model.safetensors", plan.getString("uploadId"), List.of(Map.of("number", 0, "etag", "x")))
                .statusCode(400).body("reason", equalTo("part-number"));
    }

    @Test
    void namesThatAreOursOrBrokenAreRefused() {
        for (String reserved : List.of("api/x", "models/x", "tokens/x")) {
            given().auth().oauth2(publisher.token()).contentType("application/json").body(description("x"))
                    .put("/api/v1/models/" + reserved).then().statusCode(409).body("reason", equalTo("namespace-reserved"));
        }
        given().auth().oauth2(publisher.token()).contentType("application/json").body(description("x"))
                .put("/api/v1/models/Lab/x").then().statusCode(400).body("reason", equalTo("name-invalid"));
    }

    @Test
    void aNameFromBeforeTheRuleIsFoundAndNotGivenAgain() {
        stage.change("update model set name = name || '-' where id = :id", model().id());
        name += "-";

        describe(publisher, "Be kind.").statusCode(200);
        given().redirects().follow(false).get("/" + name).then().statusCode(302);
        for (String refused : List.of("lab/new" + UUID.randomUUID() + "-", "lab/new" + UUID.randomUUID() + ".git",
                "lab-/new")) {
            name = refused;
            describe(publisher, "Be kind.").statusCode(400).body("reason", equalTo("name-invalid"));
        }
    }

    @Test
    void aManifestOfAnotherModelIsRefused() throws Exception {
        var papers = signed("1.0");
        name = "lab/other" + UUID.randomUUID();
        describe(publisher, "Be kind.").statusCode(201);

        register(papers).statusCode(409).body("reason", equalTo("other-model"));
    }

    private record Papers(String manifest, String signature) {

        Papers(byte[] manifest, byte[] signature) {
            this(Base64.getEncoder().encodeToString(manifest), Base64.getEncoder().encodeToString(signature));
        }

        Map<String, String> json() {
            return Map.of("manifest", manifest, "signature", signature);
        }
    }

    private Papers signed(String version) throws Exception {
        return papers(version,
                ReleaseDigest.files(ReleaseFolder.at(folder), Manifest.DEFAULT_CHUNK_SIZE, VerifyProgress.NONE), key);
    }

    private Papers papers(String version, List<FileEntry> files, SigningKey signer) throws Exception {
        var release = new org.weightgate.manifest.Release(name, version, 1, Instant.parse("2026-11-20T09:00:00Z"),
                Optional.empty());
        var manifest = new Manifest(release, List.of(), Optional.empty(), Manifest.DEFAULT_CHUNK_SIZE, files);
        byte[] bytes = ManifestWriter.write(manifest);
        return new Papers(bytes, ReleaseDigest.sign(manifest, bytes, signer));
    }

    private void open(String version) throws Exception {
        register(signed(version)).statusCode(201);
        upload(version, "config.json");
        upload(version, "model.safetensors");
        publish(version).statusCode(200);
    }

    private void upload(String version, String path) throws Exception {
        JsonPath plan = plan(version, path);
        complete(version, path, plan.getString("uploadId"), sendParts(path, plan)).statusCode(200);
    }

    private List<Map<String, Object>> sendParts(String path, JsonPath plan) throws Exception {
        byte[] bytes = Files.readAllBytes(folder.resolve(path));
        var sent = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < plan.getList("parts").size(); i++) {
            String part = "parts[" + i + "].";
            int offset = plan.getInt(part + "offset");
            byte[] slice = Arrays.copyOfRange(bytes, offset, offset + plan.getInt(part + "length"));
            sent.add(Map.of("number", plan.getInt(part + "number"), "etag",
                    plan.getString(part + "etag") == null
                            ? put(plan.getString(part + "url"), slice, plan.getString(part + "checksum"))
                            : plan.getString(part + "etag")));
        }
        return sent;
    }

    private JsonPath plan(String version, String path) {
        return post("/releases/" + version + "/uploads", Map.of("path", path)).statusCode(200).body("parts", notNullValue())
                .extract().jsonPath();
    }

    private ValidatableResponse complete(String version, String path, @Nullable String uploadId,
            List<Map<String, Object>> parts) {
        var body = new LinkedHashMap<String, Object>();
        body.put("path", path);
        if (uploadId != null) {
            body.put("uploadId", uploadId);
        }
        body.put("parts", parts);
        return post("/releases/" + version + "/uploads/complete", body);
    }

    private static String put(String url, byte[] bytes, @Nullable String checksum) throws Exception {
        var answer = send(url, bytes, checksum);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElse("");
    }

    /// On a connection of its own: after a refusal the store may drop the old one while the next request is on its way.
    private static HttpResponse<String> send(String url, byte[] bytes, @Nullable String checksum) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        if (checksum != null) {
            request.header("x-amz-checksum-sha256", checksum);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private ValidatableResponse describe(Someone who, String terms) {
        return given().auth().oauth2(who.token()).contentType("application/json").body(description(terms))
                .put("/api/v1/models/" + name).then();
    }

    private static Map<String, String> description(String terms) {
        return Map.of("summary", "A model", "description", "# Hello", "termsTitle", "Terms", "terms", terms);
    }

    private ValidatableResponse register(Papers papers) {
        return post("/releases", papers.json());
    }

    /// Asks for it, and waits until the portal has looked at every byte.
    private ValidatableResponse publish(String version) {
        String address = "/api/v1/models/" + name + "/releases/" + version + "/publish";
        var asked = given().auth().oauth2(publisher.token()).post(address);
        for (int i = 0; i < 600 && asked.statusCode() == 202; i++) {
            LockSupport.parkNanos(50_000_000);
            asked = given().auth().oauth2(publisher.token()).get(address);
        }
        return asked.then();
    }

    private ValidatableResponse give(String role, Someone to) {
        return given().auth().oauth2(publisher.token()).put("/api/v1/models/" + name + "/roles/" + role + "/ada-" + to.id())
                .then();
    }

    private ValidatableResponse post(String path, Map<String, ?> body) {
        return given().auth().oauth2(publisher.token()).contentType("application/json").body(body)
                .post("/api/v1/models/" + name + path).then();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
