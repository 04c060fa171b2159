package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.DirectoryVerifier;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.manifest.VerifyProgress;
import org.weightgate.testing.WeightgateCommand;
import org.weightgate.testing.WeightgateCommand.Run;

import com.sun.net.httpserver.HttpServer;

/// A portal that means harm, with a signer the user trusts: nothing is written elsewhere, asked for elsewhere, or shown raw.
class HostilePortalTest {

    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
    private static final ReleaseAddress LATEST = new ReleaseAddress(TinyRelease.MODEL, "latest");
    /// A title for the window, a cleared screen, C1 controls, a right-to-left override, a line of its own.
    private static final String NASTY = "\u001b]0;pwned\u0007\u001b[2J\u009b31m\u202egpj\r\nweightgate: Verified";

    @TempDir
    Path folder;

    private TinyRelease release;
    private FaultServer server;
    private Path target;

    @BeforeEach
    void serve() throws Exception {
        release = new TinyRelease(folder.resolve("source"));
        Files.writeString(folder.resolve("key.pem"), release.key.signer().pem());
        server = new FaultServer(release);
        target = folder.resolve("target");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "../evil", "/etc/evil", "a/../../evil", "C:evil", "..\\evil", "a//b", ".weightgate/lock",
            "model.sig",
            "con", "a/./b", ".git/hooks/post-checkout", "evil\u0000", "\u001b[2J", "a\u202e/b" })
    void aPathOutsideTheReleaseIsRefusedThoughItIsSigned(String path) throws Exception {
        byte[] manifest = new String(release.manifestBytes, StandardCharsets.UTF_8)
                .replace("\"config.json\"", JsonLine.of(Map.of("p", path)).replaceFirst("^\\{\"p\":(.*)}$", "$1"))
                .getBytes(StandardCharsets.UTF_8);
        var resources = new TreeMap<String, Digest>();
        release.manifest.files().forEach(file -> resources.put(file.path(), file.sha256()));
        resources.remove("config.json");
        resources.put(path, Digest.sha256("{}".getBytes(StandardCharsets.UTF_8)));
        resources.put(Manifest.FILE_NAME, Digest.sha256(manifest));
        server.manifest = manifest;
        server.signature = ModelSignature.sign(TinyRelease.MODEL, resources, release.key);

        assertThatThrownBy(this::download).isInstanceOf(ManifestFormatException.class).hasMessageContaining("must");

        assertThat(server.ticketsAsked).hasValue(0);
        assertThat(target).doesNotExist();
        assertThat(everything()).noneMatch(file -> file.contains("evil"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "file:///etc/passwd", "jar:file:/etc/x.jar!/y", "ftp://localhost/x", "http://store.example.org/x",
            "//localhost/x", "/x", "javascript:alert(1)", "https:///x", "mailto:a@example.org", "https://[::1/x", "" })
    void anAddressThatIsNoPlaceForBytesIsNotAskedForAny(String address) {
        server.addressOfBig = address.isEmpty() ? " " : address;

        assertThatThrownBy(this::download).isInstanceOf(TransferException.class)
                .hasMessageContaining("The portal gave an address")
                .hasMessageNotContaining("passwd");

        assertThat(server.fetched).isEmpty();
        assertThat(target.resolve(TinyRelease.BIG)).doesNotExist();
    }

    @Test
    void aPortalElsewhereCannotSendAnybodyToThisMachinesServers() throws Exception {
        var elsewhere = PortalAddress.parse("https://weights.example.org");

        assertThat(elsewhere.allows(java.net.URI.create("http://127.0.0.1:9200/_cat"))).isFalse();
        assertThat(elsewhere.allows(java.net.URI.create("https://localhost/"))).isFalse();
        assertThat(elsewhere.allows(java.net.URI.create("https://store.example.org/"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "config.json", "weights-manifest.json", "weights/big.safetensors" })
    void aLinkInTheFolderIsNeitherReadNorWrittenThrough(String path) throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "{}");
        Files.createDirectories(target.resolve(path).resolve("..").normalize());
        Files.createSymbolicLink(target.resolve(path), outside);

        assertThatThrownBy(this::download).isInstanceOf(TransferException.class).hasMessageContaining("symbolic link");

        assertThat(outside).hasContent("{}");
        assertThat(server.fetched).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "config.json", "weights-manifest.json", ".weightgate/lock" })
    @Timeout(60)
    void aPipeInTheFolderIsNotWaitedAt(String path) throws Exception {
        Path pipe = target.resolve(path);
        Files.createDirectories(pipe.resolve("..").normalize());
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        assertThatThrownBy(this::download).isInstanceOf(TransferException.class).hasMessageContaining(" is no file: remove it");

        assertThat(server.fetched).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "lock", "release", "BIG.part", "BIG.chunks" })
    void aSecondNameOfUnfinishedWorkIsNotWrittenThrough(String name) throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "mine");
        int big = release.manifest.files().indexOf(release.manifest.file(TinyRelease.BIG).orElseThrow());
        Path inside = target.resolve(".weightgate").resolve(name.replace("BIG", release.manifest.files().get(big).sha256().hex()
                + "-" + big));
        Files.createDirectories(target.resolve(".weightgate"));
        Files.createLink(inside, outside);

        assertThatThrownBy(this::download).isInstanceOf(TransferException.class).hasMessageContaining("(a hard link)");

        assertThat(outside).hasContent("mine");
        assertThat(server.fetched).isEmpty();
    }

    @Test
    void whatIsWrongWithTheFolderIsTheUsersMatterAndNotTheNetworks() throws Exception {
        Files.createDirectories(target);
        Files.writeString(target.resolve(Manifest.FILE_NAME), "of another release");
        WeightgateCommand command = command(server.address().toString());

        Run other = command.run("download", TinyRelease.MODEL, "--key", "key.pem", "--to", "target", "--json");

        assertThat(other.exit()).as(other.toString()).isEqualTo(2);
        assertThat(other.err()).contains("already holds another release: choose another --to");
        assertThat(other.out()).contains("\"reason\":\"unusable-folder\"");
        Files.delete(target.resolve(Manifest.FILE_NAME));
        try (TargetFolder held = TargetFolder.open(target)) {
            Run locked = command.run("download", TinyRelease.MODEL, "--key", "key.pem", "--to", "target");

            assertThat(held.root()).isNotNull();
            assertThat(locked.exit()).as(locked.toString()).isEqualTo(2);
            assertThat(locked.err()).contains("Another weightgate is downloading");
        }
        assertThat(server.fetched).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "verify", "inspect" })
    void aDownloadThatIsNotFinishedIsToldToGoOn(String asked) throws Exception {
        WeightgateCommand command = command(server.address().toString());
        server.faults.addAll(Collections.nCopies(100, FaultServer.Fault.CORRUPT));
        assertThat(command.run("download", TinyRelease.MODEL, "--key", "key.pem", "--to", "a folder").exit()).isEqualTo(4);
        server.faults.clear();

        Run run = command.run(asked, "a folder", "--key", "key.pem");

        assertThat(run.exit()).as(run.toString()).isEqualTo(4);
        assertThat(run.err()).contains("download into this folder is not finished", "weightgate download " + TinyRelease.MODEL
                + "@" + release.manifest.release().version() + " --to 'a folder'");
        assertThat(command.run("download", TinyRelease.MODEL, "--key", "key.pem", "--to", "a folder").exit()).isZero();
        assertThat(command.run(asked, "a folder", "--key", "key.pem").err()).doesNotContain("not finished");
    }

    /// In a file system of its own, which only this command sees.
    @Test
    void aFullDiskIsTheUsersMatterToo() throws Exception {
        assumeTrue(new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0, "no namespaces for users here");
        Files.createDirectories(target);
        WeightgateCommand command = command(server.address().toString());

        Run full = command.under(List.of("unshare", "-rm", "sh", "-c",
                "mount -t tmpfs -o size=1m tmpfs target; head -c 2M /dev/zero > target/fill; exec \"$@\"", "sh"),
                "download", TinyRelease.MODEL, "--key", "key.pem", "--to", "target");

        assertThat(full.exit()).as(full.toString()).isEqualTo(2);
        assertThat(full.err()).contains("is full: make room", "goes on where it stopped");
        assertThat(server.fetched).isEmpty();
    }

    @Test
    void whatIsNoAnswerOfAPortalIsNoVerificationThatFailed() throws Exception {
        HttpServer portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        portal.createContext("/", exchange -> {
            byte[] body = "{\"models\":[{\"namespace\":7}]}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/api/v1/models") ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        portal.start();
        try {
            Run run = command("http://127.0.0.1:" + portal.getAddress().getPort()).run("models");

            assertThat(run.exit()).as(run.toString()).isEqualTo(3);
            assertThat(run.err()).contains("models[0].namespace is 7, but must be text", "Check its address");
        } finally {
            portal.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "a\r\nX-Evil: yes", "", "AAAA" })
    void aChecksumThatIsNoneIsNotSent(String checksum) {
        server.checksum = Optional.of(checksum);

        assertThatThrownBy(this::publish).isInstanceOf(TransferException.class).hasMessageContaining("parts[0].checksum");

        assertThat(server.puts).hasValue(0);
    }

    @Test
    void whatARefusalSaysIsShownHarmless() throws Exception {
        server.ticketStatus = 403;
        server.refusal = "no\u001b[31m";
        server.detail = NASTY;

        Run run = command(server.address().toString()).run("download", TinyRelease.MODEL, "--key", "key.pem", "--to", "target");

        assertThat(run.exit()).isEqualTo(5);
        assertHarmless(run);
        assertThat(run.err()).hasLineCount(1).contains("pwned");
    }

    @Test
    void whoeverSignedIsNamedThoughThePortalDoesNotSayWhoMayHaveIt() throws Exception {
        server.statusOfAsking = 500;

        Run run = command(server.address().toString()).run("download", TinyRelease.MODEL, "--to", "target");

        assertThat(run.exit()).as(run.toString()).isEqualTo(4);
        assertThat(run.err()).contains(release.key.signer().fingerprint());
    }

    @Test
    void whatAListOfAPortalSaysIsShownHarmless() throws Exception {
        HttpServer portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newCachedThreadPool()) {
            portal.setExecutor(threads);
            portal.createContext("/", exchange -> {
                byte[] body = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            portal.start();
            WeightgateCommand command = command("http://127.0.0.1:" + portal.getAddress().getPort());

            for (List<String> arguments : List.of(List.of("models"), List.of("status"), List.of("whoami"), List.of("doctor"),
                    List.of("request", "lab/m", "--questions"))) {
                Run run = command.run(arguments.toArray(String[]::new));
                assertThat(run.out()).as(run.toString()).contains("pwned");
                assertHarmless(run);
            }
        } finally {
            portal.stop(0);
        }
    }

    @Test
    void anAnswerWithoutEndIsNotReadToIt() throws Exception {
        HttpServer portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        portal.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[1 << 16];
            try {
                while (true) {
                    exchange.getResponseBody().write(piece);
                }
            } catch (IOException gone) {
                exchange.close();
            }
        });
        portal.start();
        try {
            var endless = new Portal(PortalAddress.parse("http://127.0.0.1:" + portal.getAddress().getPort()), Optional.empty(),
                    QUICK);

            assertThatThrownBy(() -> endless.get("/api/v1/models")).isInstanceOf(TransferException.class)
                    .hasMessageContaining("larger than");
        } finally {
            portal.stop(0);
        }
    }

    private static String answer(String path) {
        Map<String, Object> person = Map.of("name", NASTY, "fullname", NASTY, "email", NASTY);
        Map<String, Object> request = Map.of("id", NASTY, "model", NASTY, "state", "REJECTED", "reference", NASTY, "publicText",
                NASTY, "decidedAt", NASTY, "reasonCode", NASTY);
        Map<String, Object> grant = Map.of("model", NASTY, "state", NASTY, "reference", NASTY, "reason", NASTY, "endsAt",
                NASTY);
        if (path.endsWith("/form")) {
            return JsonLine.of(Map.of("questions", List.of(Map.of("id", NASTY, "label", NASTY, "why", NASTY, "kind", NASTY,
                    "required", true, "shortest", 1, "longest", 2, "choices", List.of(Map.of("value", NASTY, "label", NASTY)))),
                    "terms", Map.of("version", 1, "title", NASTY, "body", NASTY, "sha256", "0".repeat(64))));
        }
        return switch (path) {
            case "/api/v1/models" -> JsonLine.of(Map.of("models", List.of(Map.of("namespace", NASTY, "name", NASTY, "summary",
                    NASTY, "version", NASTY, "totalSize", 1))));
            case "/api/v1/requests" -> "[" + JsonLine.of(request) + "]";
            case "/api/v1/grants" -> JsonLine.of(Map.of("grants", List.of(grant)));
            default -> JsonLine.of(person);
        };
    }

    private static void assertHarmless(Run run) {
        assertThat((run.out() + run.err()).codePoints().filter(point -> point != '\n')
                .filter(point -> Character.getType(point) == Character.CONTROL || Character.getType(point) == Character.FORMAT))
                .as(run.toString()).isEmpty();
        assertThat((run.out() + run.err()).lines()).noneMatch(line -> line.startsWith("weightgate: Verified"));
    }

    private WeightgateCommand command(String portal) {
        return new WeightgateCommand(folder).at(portal).as(FaultServer.TOKEN);
    }

    private void publish() throws Exception {
        try (var files = DirectoryVerifier.open(release.folder, release.trust, VerifyProgress.NONE)) {
            new Publication(new Portal(server.address(), Optional.of(FaultServer.TOKEN), QUICK), 2, new Quiet(), QUICK)
                    .run(files, release.manifestBytes, release.signature);
        }
    }

    private void download() throws Exception {
        var portal = new Portal(server.address(), Optional.of(FaultServer.TOKEN), QUICK);
        var found = RemoteRelease.fetch(portal, LATEST, RemoteRelease.signature(portal, LATEST), release.trust, Instant.now());
        new Download(portal, BlobCache.NONE, 2, new Quiet(), QUICK, Duration.ofSeconds(5)).run(found, target, _ -> true);
    }

    private List<String> everything() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).toList();
        }
    }
}
