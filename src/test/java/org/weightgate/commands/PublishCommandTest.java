package org.weightgate.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.manifest.Digest;
import org.weightgate.testing.ForwardProxy;
import org.weightgate.testing.ForwardProxy.Request;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

import io.quarkus.test.junit.QuarkusTest;

/// `publish` and `release` against the real portal and store.
@QuarkusTest
class PublishCommandTest {

    private static final int SMALL_FILES = 12;
    private static final int PARTS = 5;
    private static final int CONNECTIONS = 3;

    private static final Pattern PART = Pattern.compile("partNumber=[0-9]+");

    @Inject
    Stage stage;
    @TempDir
    Path folder;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private Model model;
    private ForwardProxy proxy;
    private WeightgateCommand command;

    @BeforeEach
    void aSignedFolder() throws Exception {
        Someone publisher = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, publisher, ModelRole.OWNER);
        proxy = new ForwardProxy(Map.of());
        command = new WeightgateCommand(folder).at(System.getProperty("test.portal")).as(publisher.token())
                .java("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=" + proxy.port(), "-Dhttp.nonProxyHosts=");
        Path files = Files.createDirectory(folder.resolve("files"));
        byte[] weights = new byte[(PARTS - 1) * (8 << 20) + 100];
        new Random(3).nextBytes(weights);
        Files.write(files.resolve("model.bin"), weights);
        for (int i = 0; i < SMALL_FILES; i++) {
            Files.writeString(files.resolve("part" + i + ".txt"), "file " + i);
        }
        command.run("keys", "generate", "--out", "key");
        Run signed = command.run("manifest", "files", "--name", model.fullName(), "--version", "1.0.0", "--sign", "key");
        assertThat(signed.exit()).as(signed.toString()).isZero();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    @Test
    void afterAKillAnUploadGoesOnWithWhatIsMissing() throws Exception {
        proxy.trouble((request, way) -> {
            if (!isUpload(request)) {
                way.answer(way.ask(request));
                return;
            }
            mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            TimeUnit.MILLISECONDS.sleep(150);
            var answer = way.ask(request);
            // before its answer: whoever has that may send the next
            underWay.decrementAndGet();
            way.answer(answer);
        });
        Process killed = command.start("publish", "files", "--connections", Integer.toString(CONNECTIONS));
        while (uploads().size() < SMALL_FILES) {
            assertThat(killed.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        killed.destroyForcibly().waitFor();
        // now: the proxy may still carry what the killed one sent when the next begins
        assertThat(mostUnderWay.get()).as("uploads at once").isBetween(2, CONNECTIONS);

        Run run = command.run("publish", "files", "--connections", Integer.toString(CONNECTIONS));

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains(model.fullName() + " 1.0.0 is at the portal", "weightgate release publish");
        assertThat(uploads()).hasSize(SMALL_FILES + PARTS);
        assertThat(uploads().values().stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(SMALL_FILES + PARTS + CONNECTIONS);
        assertThat(proxy.requests()).allMatch(request -> !isUpload(request) || request.header("authorization").isEmpty());
        String manifest = Digest.sha256(Files.readAllBytes(folder.resolve("files/weights-manifest.json"))).hex();
        assertThat(run.out()).contains("@1.0.0 --manifest " + manifest);
        assertThat(command.run("publish", "files", "--json").out().lines().toList().getLast())
                .startsWith("{\"event\":\"uploaded\"").contains("\"manifest_sha256\":\"" + manifest + "\"");
        Run other = command.run("release", "publish", model.fullName() + "@1.0.0", "--manifest", "0".repeat(64));
        assertThat(other.exit()).as(other.toString()).isEqualTo(5);
        assertThat(other.err()).contains("somebody replaced the draft");
        assertThat(command.run("release", "publish", model.fullName() + "@1.0.0", "--manifest", "abc").exit()).isEqualTo(2);
        Run opened = command.run("release", "publish", model.fullName() + "@1.0.0", "--manifest", manifest);
        assertThat(opened.exit()).as(opened.toString()).isZero();
        assertThat(opened.out()).contains(manifest);
        assertThat(command.run("release", "withdraw", model.fullName() + "@1.0.0", "--reason", "a flaw").exit()).isZero();
        assertThat(stage.rows(String.class, "select state || ' ' || withdrawn_reason from release where model_id = :id",
                model.id())).containsExactly("WITHDRAWN a flaw");
    }

    @Test
    void whoMayNotPublishIsToldSoBeforeAnyByteIsSent() throws Exception {
        Run run = command.as(stage.someone().token()).run("publish", "files");

        assertThat(run.exit()).as(run.toString()).isEqualTo(5);
        assertThat(uploads()).isEmpty();
    }

    @Test
    void howToMakeAModelIsSaidWhereThereIsNone() throws Exception {
        Files.delete(folder.resolve("files").resolve("weights-manifest.json"));
        Files.delete(folder.resolve("files").resolve("model.sig"));
        command.run("manifest", "files", "--name", "lab/not-made-yet", "--version", "1.0.0", "--sign", "key");

        Run run = command.run("publish", "files");

        assertThat(run.exit()).as(run.toString()).isEqualTo(5);
        assertThat(run.err()).contains("no model lab/not-made-yet", "--create");
        assertThat(uploads()).isEmpty();
    }

    private Map<String, Long> uploads() {
        return proxy.requests().stream().filter(PublishCommandTest::isUpload).collect(Collectors.groupingBy(
                request -> request.address().getPath() + " " + PART.matcher(request.address().getQuery()).results()
                        .map(MatchResult::group).findFirst().orElse(""),
                Collectors.counting()));
    }

    private static boolean isUpload(Request request) {
        return request.method().equals("PUT") && request.address().getPath().contains("/blobs/");
    }
}
