package org.weightgate.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.people.RealmRole.PUBLISHER;
import static org.weightgate.testing.ReleaseStage.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.grants.Grant;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.TrustedKeys;
import org.weightgate.manifest.VerifyProgress;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/// What `@huggingface/hub` does with the portal.
@QuarkusTest
class HubClientTest {

    @Inject
    Stage stage;
    @Inject
    ReleaseStage hub;
    @TempDir
    Path folder;

    private Someone holder;
    private Model model;
    private Grant grant;
    private ReleaseStage.Published release;

    @BeforeEach
    void aReleaseAndSomeoneWhoMayHaveIt() throws Exception {
        holder = stage.someone();
        Someone owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        var files = new HashMap<String, byte[]>();
        files.put("config.json", text("{\"model_type\":\"llama\"}"));
        files.put("empty.txt", new byte[0]);
        files.put("sub/tokenizer é.json", text("{}"));
        files.put("model.safetensors", safetensors());
        release = hub.release(model, "1.0.0", files);
        grant = hub.grant(holder, model, owner);
    }

    @Test
    void aSnapshotIsWholeAndVerifies() throws Exception {
        var answers = call(holder.token(),
                List.of(Map.of("call", "snapshotDownload", "cacheDir", folder.resolve("c").toString()),
                        Map.of("call", "snapshotDownload", "revision", "1.0.0", "cacheDir", folder.resolve("tag").toString()),
                        Map.of("call", "snapshotDownload", "revision", release.commit(), "cacheDir",
                                folder.resolve("commit").toString())));

        assertThat(answers).hasSize(3).allSatisfy(answer -> assertThat(answer.getString("error")).isNull());
        for (JsonPath answer : answers) {
            Path snapshot = Path.of(answer.getString("ok.path"));
            assertThat(snapshot.endsWith(release.commit())).isTrue();
            Path plain = Files.createDirectory(folder.resolve("plain" + answers.indexOf(answer)));
            copyFollowingLinks(snapshot, plain);
            assertThat(DirectoryVerifier.verify(plain, TrustedKeys.of(release.key().signer()), VerifyProgress.NONE))
                    .isNotNull();
        }
    }

    @Test
    void aProbeIsRecordedAsOne() throws Exception {
        call(holder.token(), List.of(Map.of("call", "downloadFile", "path", "model.safetensors")));

        assertThat(stage.rows(String.class, "select way from url_mint where grant_id = :id and path = 'model.safetensors'",
                grant.id())).containsExactlyInAnyOrder("HUB_PROBE", "HUB");
    }

    @Test
    void theOtherFunctionsFindWhatTheyLookFor() throws Exception {
        var answers = call(holder.token(), List.of(Map.of("call", "whoAmI"), Map.of("call", "modelInfo"),
                Map.of("call", "listFiles", "recursive", true), Map.of("call", "fileExists", "path", "config.json"),
                Map.of("call", "fileExists", "path", "none.json"),
                Map.of("call", "fileDownloadInfo", "path", "model.safetensors"),
                Map.of("call", "fileDownloadInfo", "path", "none.bin"),
                Map.of("call", "downloadFile", "path", "sub/tokenizer é.json"),
                Map.of("call", "parseSafetensorsMetadata"), Map.of("call", "checkRepoAccess"),
                Map.of("call", "pathsInfo", "paths", List.of("config.json", "sub", "nothing"), "expand", true),
                Map.of("call", "listModels", "search", Map.of("query", model.name()))));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.getString("error")).isNull());
        assertThat(answers.get(0).getString("ok.email")).isEqualTo(holder.email());
        assertThat(answers.get(1).getString("ok.gated")).isEqualTo("manual");
        assertThat(answers.get(2).getList("ok.path")).contains("sub", "sub/tokenizer é.json", "model.safetensors",
                "weights-manifest.json", "model.sig");
        assertThat(answers.get(3).getBoolean("ok")).isTrue();
        assertThat(answers.get(4).getBoolean("ok")).isFalse();
        assertThat(answers.get(5).getInt("ok.size")).isEqualTo(bytes("model.safetensors").length);
        assertThat(answers.get(6).getString("ok")).isNull();
        assertThat(answers.get(7).getString("ok.sha256")).isEqualTo(Stage.sha256("{}"));
        assertThat(answers.get(8).getList("ok.header.w.shape")).containsExactly(2, 2);
        assertThat(answers.get(10).getList("ok.path")).containsExactlyInAnyOrder("config.json", "sub");
        assertThat(answers.get(11).getList("ok.name")).containsExactly(model.fullName());
    }

    @Test
    void aLongListComesInPagesThatTheClientFollows() throws Exception {
        hub.listMore(release.id(), 2100);

        var answers = call(holder.token(), List.of(Map.of("call", "listFiles", "recursive", true)));

        assertThat(answers.getFirst().getList("ok.path")).hasSize(2100 + 4 + 2 + 2).doesNotHaveDuplicates();
    }

    @Test
    void whoHasNoAccessReadsWhy() throws Exception {
        var stranger = call(stage.someone().token(), List.of(Map.of("call", "downloadFile", "path", "model.safetensors"),
                Map.of("call", "downloadFile", "path", "config.json")));
        var nobody = call(null, List.of(Map.of("call", "downloadFile", "path", "config.json")));
        var badToken = call("hf_" + "a".repeat(40), List.of(Map.of("call", "whoAmI"),
                Map.of("call", "downloadFile", "path", "config.json")));

        assertThat(stranger).allSatisfy(answer -> {
            assertThat(answer.getInt("status")).isEqualTo(403);
            assertThat(answer.getString("error")).contains("not in the authorized list", "/models/" + model.fullName());
        });
        assertThat(call(stage.someone().token(), List.of(Map.of("call", "fileExists", "path", "config.json"))).getFirst()
                .getInt("status")).isEqualTo(403);
        assertThat(nobody.getFirst().getInt("status")).isEqualTo(401);
        assertThat(nobody.getFirst().getString("error")).contains("Please log in");
        assertThat(badToken).allSatisfy(answer -> {
            assertThat(answer.getInt("status")).isEqualTo(401);
            assertThat(answer.getString("error")).contains("Invalid credentials in Authorization header");
        });
    }

    private List<JsonPath> call(@Nullable String token, List<Map<String, Object>> calls) throws Exception {
        return new HubClient(System.getProperty("test.portal"), token).call(calls.stream().map(this::onOurModel).toList());
    }

    private Map<String, Object> onOurModel(Map<String, Object> call) {
        var named = new HashMap<>(call);
        String function = String.valueOf(call.get("call"));
        if (!function.equals("listModels")) {
            named.put(function.equals("modelInfo") ? "name" : "repo", model.fullName());
        }
        return named;
    }

    private byte[] bytes(String path) {
        return release.bytes(path);
    }

    private static void copyFollowingLinks(Path from, Path to) throws Exception {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    /// One tensor of four float32 and enough of another to fill more than one chunk.
    static byte[] safetensors() {
        int more = ReleaseStage.CHUNK * 2;
        byte[] header = text("{\"w\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"x\":{\"dtype\":\"U8\",\"shape\":[" + more + "],\"data_offsets\":[16," + (16 + more) + "]}}");
        byte[] data = new byte[16 + more];
        new Random(3).nextBytes(data);
        return ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).put(data).array();
    }
}
