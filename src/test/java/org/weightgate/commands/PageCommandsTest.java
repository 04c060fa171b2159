package org.weightgate.commands;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.testing.ForwardProxy;
import org.weightgate.testing.ForwardProxy.Answer;
import org.weightgate.testing.ForwardProxy.Request;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;

import io.quarkus.test.junit.QuarkusTest;

/// The commands the pages print, run as they stand there by the real curl, aria2 and sha256sum.
@QuarkusTest
class PageCommandsTest {

    private static final int CHUNK = ReleaseStage.CHUNK;
    private static final String WEIGHTS = "model.safetensors";
    private static final Pattern CODE = Pattern.compile("<pre data-copy><code>(.*?)</code></pre>", Pattern.DOTALL);

    private static final Map<String, String> ENTITIES = Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "#39", "'");

    private record Shell(int exit, String output) {
    }

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @TempDir
    Path folder;

    private Someone holder;
    private Someone owner;
    private Model model;
    private ReleaseStage.Published release;

    @BeforeEach
    void aReleaseAndItsHolder() throws Exception {
        holder = stage.someone();
        owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        byte[] weights = new byte[6 * CHUNK + 99];
        new Random(5).nextBytes(weights);
        release = releases.release(model, "1.0.0", Map.of(WEIGHTS, weights, "config.json", ReleaseStage.text("{}"),
                "notes/50% of é #1 [a].txt", ReleaseStage.text("a name that needs care")));
    }

    @Test
    void curlBringsEveryFileAndGoesOnWhereItStopped() throws Exception {
        releases.grant(holder, model, owner);
        String command = printed("/models/" + model.fullName(), "curl -fL -C -");

        Shell first = shell(command, Map.of());
        Path weights = folder.resolve(model.name()).resolve(WEIGHTS);
        Files.write(weights, Arrays.copyOf(release.bytes(WEIGHTS), 3 * CHUNK));
        Shell second = shell(command, Map.of());

        for (Shell run : List.of(first, second)) {
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(run.output().lines().filter(line -> line.endsWith(": OK"))).hasSize(5);
        }
        assertThat(weights).hasBinaryContent(release.bytes(WEIGHTS));
        assertThat(given().auth().oauth2(holder.token()).accept("text/html").get("/grants").asString())
                .contains("curl -fL -C - --create-dirs");
    }

    @Test
    void curlWithoutAccessLeavesNoFileThatLooksLikeOne() throws Exception {
        Shell run = shell(printed("/models/" + model.fullName(), "curl -fL -C -"), Map.of());

        assertThat(run.exit()).isNotZero();
        assertThat(run.output()).contains("403");
        assertThat(folder.resolve(model.name()).resolve(WEIGHTS)).doesNotExist();
    }

    @Test
    void aria2GoesOnAfterItsAddressesEndedOnTheWay() throws Exception {
        releases.grant(holder, model, owner);
        String command = printed("/models/" + model.fullName(), "aria2c");
        String weights = ReleaseStage.Published.sha256(release.bytes(WEIGHTS));
        Set<URI> used = ConcurrentHashMap.newKeySet();
        try (var proxy = new ForwardProxy(Map.of())) {
            proxy.trouble((request, way) -> {
                if (!request.address().getPath().endsWith(weights)) {
                    way.answer(way.ask(request));
                } else if (!used.add(request.address())) {
                    way.answer(way.ask(expired(request)));
                } else if (used.size() > 1) {
                    way.answer(way.ask(request));
                } else {
                    Answer answer = way.ask(request);
                    way.answer(answer.with("content-length", Integer.toString(answer.body().length))
                            .with(Arrays.copyOf(answer.body(), answer.body().length / 2)));
                    // an address of the same second would be the same address
                    TimeUnit.MILLISECONDS.sleep(1100);
                }
            });

            Shell run = shell(command, Map.of("http_proxy", "http://127.0.0.1:" + proxy.port()));

            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(folder.resolve(model.name()).resolve(WEIGHTS)).hasBinaryContent(release.bytes(WEIGHTS));
            List<Request> toTheStore = proxy.requests().stream()
                    .filter(request -> request.address().getPath().endsWith(weights)).toList();
            assertThat(toTheStore).as("one address that ended, and a fresh one").hasSize(2)
                    .allMatch(request -> request.header("authorization").isEmpty());
            assertThat(toTheStore.getLast().header("range").orElse("")).as("it went on where it was")
                    .matches("bytes=[1-9][0-9]*-.*");
        }
        assertThat(shell("cd " + model.name() + " && curl -fsS " + System.getProperty("test.portal") + "/models/"
                + model.fullName() + "/releases/1.0.0/SHA256SUMS | sha256sum -c", Map.of()).exit()).isZero();
    }

    private static Request expired(Request request) {
        return request.at(request.address().toString().replaceFirst("X-Amz-Expires=[0-9]+", "X-Amz-Expires=1"));
    }

    /// The first command on the page that holds these words.
    private String printed(String page, String words) {
        String html = given().auth().oauth2(holder.token()).accept("text/html").get(page).then().statusCode(200).extract()
                .asString();
        return CODE.matcher(html).results().map(found -> found.group(1)).filter(code -> code.contains(words)).findFirst()
                .map(PageCommandsTest::unescaped).orElseThrow(() -> new AssertionError("no " + words + " on " + page));
    }

    private static String unescaped(String html) {
        return Pattern.compile("&(amp|lt|gt|quot|#39);").matcher(html).replaceAll(found -> Matcher.quoteReplacement(
                ENTITIES.getOrDefault(found.group(1), "")));
    }

    private Shell shell(String command, Map<String, String> more) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-c", command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("WEIGHTGATE_TOKEN", holder.token());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(more);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Shell(process.exitValue(), output.lines().collect(Collectors.joining("\n")));
    }
}
