package org.weightgate.hub;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.grants.Grant;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;

/// The requests of the Python clients from 0.20 to 1.28 and of llama.cpp, header by header, as they were recorded.
@QuarkusTest
class RecordedClientsTest {

    private static final String WEIGHTS = "model.safetensors";

    @Inject
    Stage stage;
    @Inject
    ReleaseStage hub;

    private Someone holder;
    private Someone owner;
    private Model model;
    private Grant grant;
    private ReleaseStage.Published release;
    private String traceId;

    @BeforeEach
    void aReleaseAndSomeoneWhoMayHaveIt() throws Exception {
        traceId = UUID.randomUUID().toString();
        holder = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        var files = new HashMap<String, byte[]>();
        files.put("config.json", text("{\"model_type\":\"llama\"}"));
        files.put("README.md", text("# A model"));
        files.put("sub/dir/tokenizer é+1.json", text("{}"));
        files.put("model-q4_k_m.gguf", text("GGUF, as far as this test goes"));
        files.put(WEIGHTS, HubClientTest.safetensors());
        release = hub.release(model, "1.0.0", files);
        grant = hub.grant(holder, model, owner);
    }

    @ParameterizedTest
    @ValueSource(strings = { "0.20.3", "0.25.2", "0.36.2", "1.0.1", "1.21.0" })
    void snapshotsOfOlderClientsListTheFilesOfTheRevision(String version) {
        List<String> names = python(version, "gzip, deflate").get(api("/revision/main")).then().statusCode(200)
                .body("sha", equalTo(release.commit())).body("id", equalTo(model.fullName())).body("tags", notNullValue())
                .body("lastModified", matchesPattern(".*T.*\\.[0-9]{3}Z")).body("private", equalTo(false))
                .extract().path("siblings.rfilename");

        assertThat(names).containsExactlyInAnyOrder("config.json", "README.md", "sub/dir/tokenizer é+1.json",
                "model-q4_k_m.gguf", WEIGHTS, "weights-manifest.json", "model.sig");
        for (String name : names) {
            fetchLikePython(version, release.commit(), name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "1.22.0", "1.28.0" })
    void snapshotsOfNewerClientsAskForTheTree(String version) {
        python(version, "gzip, deflate").get(api("/revision/main")).then().statusCode(200);

        List<Map<String, Object>> tree = python(version, "gzip, deflate")
                .get(api("/tree/" + release.commit() + "?recursive=true&expand=false")).then().statusCode(200)
                .header("Link", nullValue()).body("type", hasItems("file", "directory"))
                .body("oid", everyItem(matchesPattern("[0-9a-f]{40}")))
                .body("find { it.path == '" + WEIGHTS + "' }.lfs.oid", equalTo(sha256(WEIGHTS)))
                .body("find { it.path == 'config.json' }", not(hasKey("lfs")))
                .body("find { it.path == 'config.json' }.oid", equalTo(GitObjects.blob(bytes("config.json"))))
                .extract().jsonPath().getList("$");

        assertThat(tree).extracting(entry -> entry.get("path")).contains("sub", "sub/dir");
        assertThat(tree).noneMatch(entry -> entry.containsKey("xetHash"));
        for (var entry : tree) {
            if ("file".equals(entry.get("type"))) {
                fetchLikePython(version, release.commit(), String.valueOf(entry.get("path")));
            }
        }
    }

    @Test
    void booleansOfAllAgesAreRead() {
        for (String yes : List.of("true", "True", "1")) {
            python("0.20.3", "gzip").get(api("/tree/main?recursive=" + yes)).then().body("path", hasItem("sub/dir"));
        }
        for (String no : List.of("false", "False", "0", "nonsense")) {
            python("0.20.3", "gzip").get(api("/tree/main?recursive=" + no)).then().body("path", not(hasItem("sub/dir")));
        }
    }

    @Test
    void sizesAndDigestsComeWithTheModelWhenAskedFor() {
        python("1.28.0", "gzip").get(api("?blobs=true&securityStatus=true&expand=sha&expand=gated")).then().statusCode(200)
                .body("gated", equalTo("manual"))
                .body("siblings.find { it.rfilename == '" + WEIGHTS + "' }.lfs.sha256", equalTo(sha256(WEIGHTS)))
                .body("siblings.find { it.rfilename == '" + WEIGHTS + "' }.size", equalTo(bytes(WEIGHTS).length))
                .body("siblings.find { it.rfilename == 'config.json' }.blobId", equalTo(GitObjects.blob(bytes("config.json"))))
                .body("siblings.find { it.rfilename == 'config.json' }", not(hasKey("lfs")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "main", "HEAD", "refs%2Fheads%2Fmain", "1.0.0", "refs%2Ftags%2F1.0.0" })
    void aRevisionHasManyNames(String revision) {
        python("1.28.0", "gzip").urlEncodingEnabled(false).get(api("/revision/" + revision)).then().statusCode(200)
                .body("sha", equalTo(release.commit()));
    }

    @Test
    void pathsAreAskedForAsAFormAndAsJson() {
        python("1.28.0", "gzip").contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParam("paths", "config.json", "sub", "nothing").formParam("expand", "true")
                .post(api("/paths-info/main")).then().statusCode(200)
                .body("path", equalTo(List.of("config.json", "sub")))
                .body("[0].lastCommit.id", equalTo(release.commit())).body("[0].lastCommit.date", matchesPattern(".*Z"))
                .body("[0].securityFileStatus", hasKey("pickleImportScan"));
        given().auth().oauth2(holder.token()).header("content-type", "application/json").header("accept", "*/*")
                .header("accept-language", "*").header("sec-fetch-mode", "cors").header("user-agent", "node")
                .body("{\"paths\":[\"config.json\"],\"expand\":true}").post(api("/paths-info/main")).then().statusCode(200)
                .body("size()", equalTo(1));
        given().contentType("application/json").body("{\"paths\":[null,\"config.json\"]}").post(api("/paths-info/main")).then()
                .statusCode(200).body("size()", equalTo(1));
    }

    @Test
    void llamaCppAsksForRefsThenTheTreeThenTheFile() {
        String commit = llama().get(api("/refs")).then().statusCode(200)
                .body("branches[0].name", equalTo("main")).body("branches[0].ref", equalTo("refs/heads/main"))
                .body("tags[0].targetCommit", equalTo(release.commit())).extract().path("branches[0].targetCommit");
        llama().get(api("/tree/" + commit + "?recursive=true")).then().statusCode(200)
                .body("path", hasItem("model-q4_k_m.gguf"));
        String file = "/" + model.fullName() + "/resolve/" + commit + "/model-q4_k_m.gguf";
        llama().head(file).then().statusCode(200).header("Location", nullValue())
                .header("ETag", equalTo("\"" + sha256("model-q4_k_m.gguf") + "\""))
                .header("Content-Length", equalTo(Integer.toString(bytes("model-q4_k_m.gguf").length)))
                .header("Accept-Ranges", equalTo("bytes"));
        String address = llama().header("Range", "bytes=5-").redirects().follow(false).get(file).then().statusCode(302)
                .extract().header("Location");
        given().urlEncodingEnabled(false).header("Range", "bytes=5-").get(address).then().statusCode(206)
                .body(equalTo(" as far as this test goes"));
    }

    @Test
    void smallFilesComeFromThePortalAndInParts() {
        String file = "/" + model.fullName() + "/resolve/main/README.md";
        python("1.28.0", "gzip, deflate").get(file).then().statusCode(200).body(equalTo("# A model"))
                .header("Content-Encoding", nullValue()).header("X-Linked-Size", equalTo("9"))
                .header("Content-Type", containsString("text/plain")).header("X-Content-Type-Options", equalTo("nosniff"));
        python("0.36.2", "gzip, deflate").header("Range", "bytes=2-").get(file).then().statusCode(206)
                .header("Content-Range", equalTo("bytes 2-8/9")).body(equalTo("A model"));
        python("0.36.2", "gzip, deflate").header("Range", "bytes=9-").get(file).then().statusCode(416)
                .header("Content-Range", equalTo("bytes */9"));
        given().auth().oauth2(holder.token()).header("User-Agent", "curl/7.88.1").header("Range", "bytes=9-").get(file).then()
                .statusCode(416).header("Content-Range", nullValue());
        python("0.36.2", "gzip").header("Range", "bytes=2-").header("If-Range", "\"another\"").get(file).then().statusCode(200)
                .body(equalTo("# A model"));
        assertThat(stage.rows(String.class, "select distinct way from url_mint where grant_id = :id", grant.id()))
                .containsExactly("SERVED");
    }

    @Test
    void rawShowsPointersOfLargeFiles() {
        python("1.28.0", "gzip").get("/" + model.fullName() + "/raw/main/" + WEIGHTS).then().statusCode(200)
                .body(equalTo("version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256(WEIGHTS) + "\nsize "
                        + bytes(WEIGHTS).length + "\n"));
        python("1.28.0", "gzip").get("/" + model.fullName() + "/raw/main/README.md").then().body(equalTo("# A model"));
        python("1.28.0", "gzip").head("/" + model.fullName() + "/raw/main/README.md").then().statusCode(200);
    }

    @Test
    void whatIsNotThereIsSaidInTheClientsWords() {
        notFound(python("1.28.0", "gzip").get("/api/models/lab/nothing/revision/main"), "RepoNotFound");
        notFound(python("1.28.0", "gzip").get("/api/models/gpt2"), "RepoNotFound");
        notFound(python("1.28.0", "gzip").get("/lab/nothing/resolve/main/config.json"), "RepoNotFound");
        notFound(python("1.28.0", "gzip").get(api("/revision/9.9.9")), "RevisionNotFound");
        notFound(python("1.28.0", "gzip").urlEncodingEnabled(false).get(api("/revision/refs%2Fpr%2F1")), "RevisionNotFound");
        notFound(python("1.28.0", "gzip").get(api("/revision/" + "0".repeat(40))), "RevisionNotFound");
        notFound(python("1.28.0", "gzip").get(api("/tree/main/additional_chat_templates?recursive=false")), "EntryNotFound")
                .header("X-Repo-Commit", equalTo(release.commit()));
        for (String path : List.of("adapter_config.json", "..%2F..%2Fetc%2Fpasswd", "sub", "sub/dir/", "%00", "a'b\"c")) {
            notFound(python("1.28.0", "gzip").urlEncodingEnabled(false).get(
                    "/" + model.fullName() + "/resolve/main/" + path.replace("\"", "%22")), "EntryNotFound")
                    .header("X-Repo-Commit", equalTo(release.commit()));
        }
        python("1.28.0", "identity").head("/" + model.fullName() + "/resolve/main/adapter_config.json").then().statusCode(404)
                .header("X-Error-Code", equalTo("EntryNotFound")).header("X-Repo-Commit", equalTo(release.commit()));
    }

    @Test
    void everyAnswerEchoesTheRequestIdAndTellsWhatIsLeft() {
        python("1.28.0", "gzip").get(api("/revision/main")).then().header("X-Request-Id", equalTo(traceId))
                .header("X-Amzn-Trace-Id", equalTo(traceId)).header("RateLimit", matchesPattern("\"api\";r=[0-9]+;t=[0-9]+"))
                .header("RateLimit-Policy", containsString("\"fixed window\";\"api\";q="));
        python("1.28.0", "gzip").get("/" + model.fullName() + "/resolve/main/none").then()
                .header("X-Request-Id", equalTo(traceId)).header("RateLimit", containsString("resolvers"));
        given().header("X-Request-Id", "worse\tid").get(api("")).then().header("X-Request-Id", not(containsString("worse")));
    }

    @Test
    void clientsOfAllKindsFindThemselves() {
        python("1.28.0", "gzip").get("/api/whoami-v2").then().statusCode(200).body("type", equalTo("user"))
                .body("orgs", equalTo(List.of())).body("auth.accessToken.role", equalTo("write"))
                .body("auth.accessToken.displayName", equalTo("test")).body("avatarUrl", containsString("http"));
        python("1.28.0", "gzip").get(api("/auth-check")).then().statusCode(200);
        given().auth().oauth2(owner.token()).get(api("/auth-check/write")).then().statusCode(200);
        given().auth().oauth2(holder.token()).get(api("/auth-check/write")).then().statusCode(403)
                .header("X-Error-Message", containsString("may not publish"));
    }

    @Test
    void modelsAreListedPageByPage() {
        stage.model();
        Response page = python("1.28.0", "gzip").get("/api/models?author=lab&limit=1&search=m");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Link")).matches("<https?://[^>]+>; rel=\"next\"");
        python("1.28.0", "gzip").get("/api/models?search=" + model.name()).then().body("id",
                equalTo(List.of(model.fullName())));
        python("1.28.0", "gzip").get("/api/models?search=%25").then().body("size()", equalTo(0));
    }

    @Test
    void theShortAddressLeadsToTheModelsPageWithItsCommands() {
        given().redirects().follow(false).get("/" + model.fullName()).then().statusCode(302)
                .header("Location", containsString("/models/" + model.fullName()));
        given().accept("text/html").get("/models/" + model.fullName()).then().statusCode(200)
                .body(containsString("hf download " + model.fullName())).body(containsString("aria2c"))
                .body(containsString("snapshot_download(\"" + model.fullName()));
        given().accept("text/html").auth().oauth2(holder.token()).get("/grants").then().statusCode(200)
                .body(containsString("hf download " + model.fullName())).body(containsString("/metalink"));
    }

    private void fetchLikePython(String version, String commit, String path) {
        String address = "/" + model.fullName() + "/resolve/" + commit + "/" + path;
        byte[] expected = switch (path) {
            case "weights-manifest.json" -> release.manifest();
            case "model.sig" -> release.signature();
            default -> bytes(path);
        };
        boolean large = path.endsWith(".safetensors") || path.endsWith(".gguf");
        String tag = large ? ReleaseStage.Published.sha256(expected) : GitObjects.blob(expected);
        python(version, "identity").redirects().follow(false).head(address).then().statusCode(200)
                .header("Location", nullValue()).header("X-Repo-Commit", equalTo(release.commit()))
                .header("ETag", equalTo("\"" + tag + "\"")).header("X-Linked-Etag", equalTo("\"" + tag + "\""))
                .header("X-Linked-Size", equalTo(Integer.toString(expected.length)))
                .header("Content-Length", equalTo(Integer.toString(expected.length)))
                .header("Accept-Ranges", equalTo("bytes")).header("X-Xet-Hash", nullValue())
                .header("Link", nullValue()).header("Content-Encoding", nullValue());
        Response answer = python(version, "gzip, deflate").redirects().follow(false).get(address);
        if (!large) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.asByteArray()).isEqualTo(expected);
            return;
        }
        String location = answer.then().statusCode(302).header("X-Repo-Commit", equalTo(release.commit()))
                .header("Cache-Control", containsString("no-store")).extract().header("Location");
        byte[] stored = given().urlEncodingEnabled(false).header("user-agent", "unknown/None; hf_hub/" + version)
                .header("x-amzn-trace-id", traceId).get(location).then().statusCode(200).extract().asByteArray();
        assertThat(stored).isEqualTo(expected);
    }

    private static ValidatableResponse notFound(Response answer, String code) {
        return answer.then().statusCode(404).header("X-Error-Code", equalTo(code)).header("X-Error-Message", notNullValue())
                .body("error", notNullValue());
    }

    private RequestSpecification python(String version, String encoding) {
        return given().header("accept", "*/*").header("accept-encoding", encoding)
                .header("user-agent", "unknown/None; hf_hub/" + version + "; python/3.11.2")
                .header("authorization", "Bearer " + holder.token()).header("x-amzn-trace-id", traceId);
    }

    private RequestSpecification llama() {
        return given().header("accept", "*/*").header("user-agent", "llama-cpp/b9999")
                .header("authorization", "Bearer " + holder.token());
    }

    private String api(String rest) {
        return "/api/models/" + model.fullName() + rest;
    }

    private byte[] bytes(String path) {
        return release.bytes(path);
    }

    private String sha256(String path) {
        return ReleaseStage.Published.sha256(bytes(path));
    }
}
