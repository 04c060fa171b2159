package org.weightgate.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weightgate.people.RealmRole.PUBLISHER;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.S3Config;
import org.weightgate.testing.ForwardProxy;
import org.weightgate.testing.ForwardProxy.Answer;
import org.weightgate.testing.ForwardProxy.Request;
import org.weightgate.testing.ForwardProxy.Way;
import org.weightgate.testing.ReleaseStage;
import org.weightgate.testing.Stage;
import org.weightgate.testing.Stage.Someone;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

import io.quarkus.test.junit.QuarkusTest;

/// Our downloader against the real portal and the real store, with a proxy between them that spoils what comes back.
@QuarkusTest
class FaultyStoreTest {

    private static final int CHUNK = ReleaseStage.CHUNK;
    private static final String WEIGHTS = "model.safetensors";

    /// What happens to a chunk the first time it is asked for. The last chunk is left alone.
    enum Fault {
        CORRUPT,
        SHORT,
        CUT,
        HUNG_UP,
        NO_HTTP,
        WHOLE_FILE,
        WEB_PAGE,
        WRONG_RANGE,
        REDIRECT,
        COMPRESSED,
        BUSY,
        BUSY_FOR_A_SECOND,
        EXPIRED,
        SLOW
    }

    private static final List<Fault> FAULTS = List.of(Fault.values());
    private static final int CHUNKS = FAULTS.size() + 1;

    @Inject
    Stage stage;
    @Inject
    ReleaseStage releases;
    @Inject
    S3Config store;
    @TempDir
    Path folder;

    private final Map<Fault, Long> secondTry = Collections.synchronizedMap(new EnumMap<>(Fault.class));
    private final Map<Fault, Long> firstTry = Collections.synchronizedMap(new EnumMap<>(Fault.class));
    private Model model;
    private ReleaseStage.Published release;
    private ForwardProxy proxy;
    private WeightgateCommand command;

    @BeforeEach
    void aReleaseBehindAProxy() throws Exception {
        Someone holder = stage.someone();
        Someone owner = stage.someone(PUBLISHER);
        model = stage.model();
        stage.role(model, owner, ModelRole.OWNER);
        byte[] weights = new byte[(CHUNKS - 1) * CHUNK + 4321];
        new Random(11).nextBytes(weights);
        release = releases.release(model, "1.0.0", Map.of(WEIGHTS, weights, "config.json", ReleaseStage.text("{}")));
        releases.grant(holder, model, owner);
        Files.writeString(folder.resolve("key.pem"), release.key().signer().pem());
        proxy = new ForwardProxy(Map.of());
        command = new WeightgateCommand(folder).at(System.getProperty("test.portal")).as(holder.token())
                .java("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=" + proxy.port(), "-Dhttp.nonProxyHosts=");
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    @Test
    void everyFaultCostsItsOwnChunkOnceMore() throws Exception {
        var met = Collections.newSetFromMap(new ConcurrentHashMap<Fault, Boolean>());
        proxy.trouble((request, way) -> {
            Fault fault = fault(request);
            if (fault != null && met.add(fault)) {
                firstTry.put(fault, System.nanoTime());
                spoil(fault, request, way);
            } else {
                if (fault != null) {
                    secondTry.put(fault, System.nanoTime());
                }
                way.answer(way.ask(request));
            }
        });

        Run run = download(4);

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(folder.resolve("to/" + WEIGHTS)).hasBinaryContent(release.bytes(WEIGHTS));
        assertThat(met).containsExactlyInAnyOrder(Fault.values());
        assertThat(fetches()).as("how often each chunk was asked for")
                .isEqualTo(IntStream.range(0, CHUNKS).boxed().collect(Collectors.toMap(chunk -> chunk,
                        chunk -> chunk == CHUNKS - 1 || chunk == FAULTS.indexOf(Fault.SLOW) ? 1L : 2L)));
        assertThat(proxy.requests().stream().filter(request -> request.address().getPath().endsWith("/tickets")))
                .as("the ticket, and its renewal").hasSize(2);
        assertThat(secondTry.getOrDefault(Fault.BUSY_FOR_A_SECOND, 0L) - firstTry.getOrDefault(Fault.BUSY_FOR_A_SECOND, 0L))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(proxy.requests().stream().map(request -> request.address().getPath())).doesNotContain("/elsewhere");
        assertThat(proxy.requests()).allMatch(request -> isStore(request) == request.header("authorization").isEmpty(),
                "a token for the portal and for nobody else");
    }

    @ParameterizedTest
    @CsvSource({ "CORRUPT,4,were not the signed ones in 3 attempts", "EXPIRED,3,refuses even fresh addresses" })
    void aFaultThatStaysEndsTheDownloadAndLeavesNothing(Fault fault, int exit, String words) throws Exception {
        proxy.trouble((request, way) -> {
            if (fault(request) == Fault.CORRUPT) {
                spoil(fault, request, way);
            } else {
                way.answer(way.ask(request));
            }
        });

        Run run = download(1);

        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        assertThat(run.err()).contains(words).contains("hunk 0 ").contains(WEIGHTS).doesNotContain("X-Amz");
        assertThat(folder.resolve("to/" + WEIGHTS)).doesNotExist();
        assertThat(folder.resolve("to/weights-manifest.json")).doesNotExist();
    }

    @Test
    void afterAKillOnlyTheChunksUnderWayAreFetchedAgain() throws Exception {
        proxy.trouble((request, way) -> {
            if (fault(request) != null) {
                TimeUnit.MILLISECONDS.sleep(250);
            }
            way.answer(way.ask(request));
        });
        Process killed = command.start(arguments(2));
        while (fetches().size() < CHUNKS / 2) {
            assertThat(killed.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        killed.destroyForcibly().waitFor();
        proxy.trouble(ForwardProxy.none());

        Run run = download(2);

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(folder.resolve("to/" + WEIGHTS)).hasBinaryContent(release.bytes(WEIGHTS));
        assertThat(fetches().values().stream().mapToLong(Long::longValue).sum()).isBetween((long) CHUNKS, CHUNKS + 2L);
    }

    @Test
    void aBusyPortalIsWaitedForAndAWebPageIsNotBelieved() throws Exception {
        var busy = new AtomicInteger();
        proxy.trouble((request, way) -> {
            if (request.address().getPath().endsWith("/tickets") && busy.incrementAndGet() == 1) {
                way.answer(new Answer(503, Map.of("retry-after", "1"), new byte[0]));
            } else {
                way.answer(way.ask(request));
            }
        });
        assertThat(download(2).exit()).isZero();
        assertThat(busy).hasValue(2);

        proxy.trouble((request, way) -> way.answer(new Answer(200, Map.of("content-type", "text/html"),
                "<html>Please accept our terms of use".getBytes(StandardCharsets.UTF_8))));
        Run page = command.run("download", model.fullName(), "--key", "key.pem", "--to", "other");

        assertThat(page.exit()).isEqualTo(3);
        assertThat(page.err()).contains("a web page").hasLineCount(1);
    }

    @Test
    void aProxyThatWantsASignInIsNamed() throws Exception {
        proxy.trouble((request, way) -> way.answer(new Answer(407, Map.of("proxy-authenticate", "Basic realm=\"lab\""),
                new byte[0])));

        Run run = download(1);

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("HTTP 407").contains("proxy");
    }

    private Run download(int connections) throws Exception {
        return command.run(arguments(connections));
    }

    private String[] arguments(int connections) {
        return new String[] { "download", model.fullName(), "--key", "key.pem", "--to", "to", "--no-cache", "--connections",
                Integer.toString(connections) };
    }

    private void spoil(Fault fault, Request request, Way way) throws IOException, InterruptedException {
        switch (fault) {
            case CORRUPT -> way.answer(flipped(way.ask(request)));
            case SHORT -> {
                Answer whole = way.ask(request);
                way.answer(whole.with(Arrays.copyOf(whole.body(), whole.body().length - 1)));
            }
            case CUT -> {
                Answer whole = way.ask(request);
                way.answer(whole.with("content-length", Integer.toString(whole.body().length))
                        .with(Arrays.copyOf(whole.body(), whole.body().length / 2)));
            }
            case HUNG_UP -> way.raw(new byte[0]);
            case NO_HTTP -> way.raw("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
            case WHOLE_FILE -> way.answer(way.ask(request.without("range")));
            case WEB_PAGE -> way.answer(way.ask(request).with("content-type", "text/html; charset=utf-8"));
            case WRONG_RANGE -> {
                String range = request.header("range").orElseThrow().replace("bytes=", "bytes ");
                way.answer(way.ask(request).with("content-range", range + "/1"));
            }
            case REDIRECT -> way.answer(new Answer(307, Map.of("location", System.getProperty("test.portal") + "/elsewhere"),
                    new byte[0]));
            case COMPRESSED -> {
                Answer whole = way.ask(request);
                way.answer(whole.with(zipped(whole.body())).with("content-encoding", "gzip"));
            }
            case BUSY -> way.answer(new Answer(503, Map.of(), new byte[0]));
            case BUSY_FOR_A_SECOND -> way.answer(new Answer(503, Map.of("retry-after", "1"), new byte[0]));
            case EXPIRED -> way.answer(way.ask(request.at(request.address().toString().replaceFirst("X-Amz-Expires=[0-9]+",
                    "X-Amz-Expires=1"))));
            case SLOW -> {
                Answer whole = way.ask(request);
                way.answer(whole.with("content-length", Integer.toString(whole.body().length)).with(new byte[0]));
                for (int at = 0; at < whole.body().length; at += CHUNK / 16) {
                    TimeUnit.MILLISECONDS.sleep(50);
                    way.raw(Arrays.copyOfRange(whole.body(), at, Math.min(whole.body().length, at + CHUNK / 16)));
                }
            }
        }
    }

    private static Answer flipped(Answer answer) {
        byte[] body = answer.body().clone();
        body[body.length / 2] ^= 1;
        return answer.with(body);
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    /// The fault meant for the chunk of the weights that is asked for.
    private @Nullable Fault fault(Request request) {
        int chunk = chunk(request);
        return chunk < 0 || chunk >= FAULTS.size() ? null : FAULTS.get(chunk);
    }

    private int chunk(Request request) {
        return isStore(request) && request.address().getPath().endsWith(ReleaseStage.Published.sha256(release.bytes(WEIGHTS)))
                ? Integer.parseInt(request.header("range").orElseThrow().replaceAll("bytes=([0-9]+)-.*", "$1")) / CHUNK
                : -1;
    }

    private boolean isStore(Request request) {
        URI place = store.publicEndpoint().orElse(store.endpoint());
        return request.address().getHost().equals(place.getHost()) && request.address().getPort() == place.getPort();
    }

    private Map<Integer, Long> fetches() {
        List<Request> asked = proxy.requests();
        return asked.stream().map(this::chunk).filter(chunk -> chunk >= 0)
                .collect(Collectors.groupingBy(chunk -> chunk, Collectors.counting()));
    }
}
