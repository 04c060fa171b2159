package org.weightgate.catalogue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class PublishTest {

    private static final int BIG = (8 << 20) + 12345;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Inject
    Stage stage;
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
    void bytesThatAreNotTheListedOnesDoNotOpen() throws Exception {
        register(signed("1.0")).statusCode(201);
        upload("1.0", "config.json");
        Files.write(folder.resolve("model.safetensors"), new byte[BIG]);
        upload("1.0", "model.safetensors");

        publish("1.0").statusCode(409).body("reason", equalTo("file-differs")).body("detail",
                containsString("model.safetensors"));
        publish("1.0").statusCode(409).body("reason", equalTo("file-missing"));
        given().get("/api/v1/models/" + name).then().body("latest", nullValue());
    }

    @Test
    void aFileOfAnotherLengthIsThrownAway() throws Exception {
        register(signed("1.0")).statusCode(201);
        Files.writeString(folder.resolve("config.json"), "{\"longer\":true}");
        put(plan("1.0", "config.json").getString("parts[0].url"), Files.readAllBytes(folder.resolve("config.json")));

        complete("1.0", "config.json", null, List.of()).statusCode(409).body("reason", equalTo("upload-size"));
    }

    @Test
    void whatWasPublishedNeverChanges() throws Exception {
        open("1.0");
        Files.writeString(folder.resolve("config.json"), "{\"other\":true}");

        register(signed("1.0")).statusCode(409).body("reason", equalTo("version-taken"));
        post("/releases/1.0/uploads", Map.of("path", "config.json")).statusCode(409).body("reason", equalTo("not-a-draft"));
    }

    @Test
    void aWithdrawnReleaseSaysSo() throws Exception {
        open("1.0");

        post("/releases/1.0/withdraw", Map.of("reason", "")).statusCode(400);
        post("/releases/1.0/withdraw", Map.of("reason", "A flaw was found.")).statusCode(200);

        given().get("/api/v1/models/" + name).then().body("latest", nullValue())
                .body("releases[0].withdrawnReason", equalTo("A flaw was found."));
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
    void namesThatAreOursOrBrokenAreRefused() {
        for (String reserved : List.of("api/x", "models/x", "tokens/x")) {
            given().auth().oauth2(publisher.token()).contentType("application/json").body(description("x"))
                    .put("/api/v1/models/" + reserved).then().statusCode(409).body("reason", equalTo("namespace-reserved"));
        }
        given().auth().oauth2(publisher.token()).contentType("application/json").body(description("x"))
                .put("/api/v1/models/Lab/x").then().statusCode(400).body("reason", equalTo("name-invalid"));
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
        var release = new org.weightgate.manifest.Release(name, version, 1, Instant.parse("2026-11-20T09:00:00Z"),
                Optional.empty());
        var files = ReleaseDigest.files(ReleaseFolder.at(folder), Manifest.DEFAULT_CHUNK_SIZE, VerifyProgress.NONE);
        var manifest = new Manifest(release, List.of(), Optional.empty(), Manifest.DEFAULT_CHUNK_SIZE, files);
        byte[] bytes = ManifestWriter.write(manifest);
        return new Papers(bytes, ReleaseDigest.sign(manifest, bytes, key));
    }

    private void open(String version) throws Exception {
        register(signed(version)).statusCode(201);
        upload(version, "config.json");
        upload(version, "model.safetensors");
        publish(version).statusCode(200);
    }

    private void upload(String version, String path) throws Exception {
        byte[] bytes = Files.readAllBytes(folder.resolve(path));
        JsonPath plan = plan(version, path);
        var sent = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < plan.getList("parts").size(); i++) {
            String part = "parts[" + i + "].";
            int offset = plan.getInt(part + "offset");
            byte[] slice = Arrays.copyOfRange(bytes, offset, offset + plan.getInt(part + "length"));
            sent.add(Map.of("number", plan.getInt(part + "number"), "etag", put(plan.getString(part + "url"), slice)));
        }
        complete(version, path, plan.getString("uploadId"), sent).statusCode(200);
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

    private static String put(String url, byte[] bytes) throws Exception {
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElse("");
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

    private ValidatableResponse publish(String version) {
        return given().auth().oauth2(publisher.token()).post("/api/v1/models/" + name + "/releases/" + version + "/publish")
                .then();
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
