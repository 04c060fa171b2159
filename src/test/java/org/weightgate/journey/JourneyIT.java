package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.journey.Browser.Window;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/// One person's way from registration to a generated sentence, and what happens when things die on the way. One story in
/// chapters: each needs the one before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisabledIfSystemProperty(named = "weightgate.test.browser", matches = "false")
class JourneyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path DATA = Path.of("target/journey").toAbsolutePath();
    private static final String MODEL = "weightgate/storyteller";
    private static final String USE = "We measure how small language models repeat themselves, on our own cluster, and publish the numbers.";

    @TempDir
    private static Path folder;

    private RunningPortal portal;
    private Browser browser;
    private CommandLine cli;

    @BeforeAll
    void start() throws IOException {
        portal = RunningPortal.start(DATA, "--fresh");
        browser = Browser.open();
        cli = new CommandLine(folder.resolve("config"));
    }

    @AfterAll
    void stop() throws IOException {
        browser.close();
        portal.close();
    }

    @Test
    @Order(1)
    void strangersSeeTheCatalogueAndNoFile() throws Exception {
        try (var window = browser.window()) {
            window.page().navigate(portal.portal() + "/");
            window.look("home");
            window.page().navigate(portal.portal() + "/models/" + MODEL);
            window.look("model");

            assertThat(window.page().content()).contains("model-00001-of-00003.safetensors").contains("Sign in to apply");
            window.page().navigate(portal.portal() + "/no/such/page");
            assertThat(window.page().content()).doesNotContain("Exception");
        }
        assertThat(tickets("{\"paths\":[]}", "").statusCode()).isEqualTo(401);
    }

    @Test
    @Order(2)
    void someoneRegistersVerifiesAppliesIsApprovedAndRunsTheModel() throws Exception {
        try (var ada = browser.window(); var vera = browser.window()) {
            register(ada, "ada", "ada@university.example");
            apply(ada, MODEL);
            assertThat(portal.mail("ada@university.example", "WG-").path("text").asText()).doesNotContain("X-Amz-");
            approve(vera, MODEL);
            assertThat(portal.mail("ada@university.example", "can download").path("text").asText()).doesNotContain("X-Amz-");

            ada.page().navigate(portal.portal() + "/grants");
            ada.look("grants");
            ada.page().navigate(portal.portal() + "/me");
            ada.look("me");
            ada.page().navigate(portal.portal() + "/me/erase");
            ada.look("erase");
            login(ada);
        }
        Path weights = folder.resolve("storyteller");
        assertThat(cli.run("verify", weights.toString()).exit()).isNotZero();
        cli.run("keys", "add", DATA.resolve("publisher.pub.pem").toString()).done();
        cli.run("download", MODEL, "--to", weights.toString()).done();
        cli.run("verify", weights.toString()).done();
        storiesAreToldAsTheReferenceTellsThem(weights);
        aTamperedFileIsRefused(weights);
    }

    @Test
    @Order(3)
    void aMintedAddressIsGoodForItsFileAndNothingElse() throws Exception {
        String token = token();
        var answer = tickets("{\"paths\":[\"config.json\"]}", token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode file = JSON.readTree(answer.body()).path("files").get(0);
        String url = file.path("url").asText();

        assertThat(get(url)).isEqualTo(200);
        assertThat(get(url.replace("x-weightgate-trace=", "x-weightgate-trace=0"))).isEqualTo(403);
        assertThat(get(url.substring(0, url.indexOf('?')))).isEqualTo(403);
        assertThat(Duration.between(Instant.now(), Instant.parse(file.path("expiresAt").asText()))).isBetween(Duration.ZERO,
                Duration.ofMinutes(15));
        assertThat(tickets("{\"paths\":[\"../secret\"]}", token).statusCode()).isBetween(400, 404);
    }

    @Test
    @Order(4)
    void aPortalKilledBetweenApprovalAndMailSendsItOnceWhenItIsBack() throws Exception {
        try (var researcher = browser.window(); var vera = browser.window()) {
            signIn(researcher, "researcher");
            apply(researcher, MODEL);
            signal(portal.pid("mail"), "STOP");
            approve(vera, MODEL);
        }
        portal.handle("portal").destroyForcibly();
        signal(portal.pid("mail"), "CONT");
        portal.awaitPortal();

        portal.mail("researcher@example.org", "can download");
        Thread.sleep(Duration.ofSeconds(10));
        assertThat(portal.mails("researcher@example.org", "can download")).hasSize(1);
    }

    @Test
    @Order(5)
    void afterUpItselfIsKilledTheNextOneStartsCleanWithItsData() throws Exception {
        portal.kill();

        portal = RunningPortal.start(DATA);

        assertThat(cli.run("whoami", "--json").exit()).isBetween(0, 3);
        try (var window = browser.window()) {
            signIn(window, "researcher");
            window.page().navigate(portal.portal() + "/requests");
            window.look("requests");
            assertThat(window.page().content()).contains("WG-").contains(MODEL);
        }
    }

    private void register(Window window, String username, String address) throws IOException {
        var page = window.page();
        page.navigate(portal.portal() + "/models/" + MODEL);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in to apply")).click();
        page.getByText("Register").first().click();
        page.fill("#username", username);
        page.fill("#email", address);
        page.fill("#firstName", "Ada");
        page.fill("#lastName", "Lovelace");
        page.click("[type=submit]");
        page.waitForLoadState();
        String link = portal.mail(address, "Verify").path("links").get(0).asText();
        page.navigate(link);
        if (page.locator("a:has-text('Click here to proceed')").count() > 0) {
            page.locator("a:has-text('Click here to proceed')").click();
        }
        page.fill("#password-new", "correct horse battery");
        page.fill("#password-confirm", "correct horse battery");
        page.click("[type=submit]");
        page.waitForURL(url -> url.startsWith(portal.portal()));
    }

    private void signIn(Window window, String person) {
        var page = window.page();
        page.navigate(portal.portal() + "/login");
        page.fill("#username", person);
        page.fill("#password", person);
        page.click("[type=submit]");
        page.waitForURL(url -> url.startsWith(portal.portal()));
    }

    private void apply(Window window, String model) {
        var page = window.page();
        page.navigate(portal.portal() + "/models/" + model + "/apply");
        window.look("apply");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Review and send")).click();
        window.look("apply-errors");
        page.fill("#name", "Ada Lovelace");
        page.fill("#affiliation", "University of Example");
        page.selectOption("#country", "DE");
        page.fill("#role", "PhD student");
        page.fill("#intendedUse", USE);
        page.fill("#links", "https://university.example/ada");
        page.check("#terms");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Review and send")).click();
        page.waitForURL(url -> url.contains("/apply/review"));
        window.look("apply-review");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send")).click();
        page.waitForURL(url -> url.contains("/requests/"));
        window.look("request");
    }

    private void approve(Window window, String model) {
        signIn(window, "reviewer");
        var page = window.page();
        page.navigate(portal.portal() + "/review");
        window.look("queue");
        page.locator("tr", new Page.LocatorOptions().setHasText(model)).last().getByRole(AriaRole.LINK)
                .first().click();
        window.look("desk");
        page.locator("summary:has-text('Approve')").click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approve WG-")).click();
        page.waitForLoadState();
        window.look("desk-decided");
    }

    private void login(Window window) throws Exception {
        var process = cli.start("login", "--portal", portal.portal(), "--json");
        String address = "";
        try (var lines = process.inputReader()) {
            while (address.isEmpty()) {
                address = JSON.readTree(lines.readLine()).path("page_with_code").asText();
            }
            window.page().navigate(address);
            window.look("device");
            window.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow"))
                    .click();
            window.page().waitForLoadState();
            assertThat(process.waitFor()).isZero();
        }
        window.page().navigate(portal.portal() + "/tokens");
        window.look("tokens");
    }

    private void storiesAreToldAsTheReferenceTellsThem(Path weights) throws Exception {
        JsonNode stories = JSON.readTree(Path.of("src/test/resources/golden/storyteller/expected.json").toFile());
        for (JsonNode story : stories) {
            var run = cli.run("run", weights.toString(), "--prompt", story.path("prompt").asText(), "--temperature", "0",
                    "--max-tokens",
                    Integer.toString(story.path("greedy_tokens").size()), "--json").done();
            JsonNode done = JSON.readTree(run.out().lines().reduce((_, last) -> last).orElseThrow());
            assertThat(done.path("event").asText()).isEqualTo("done");
            assertThat(done.path("text").asText()).isEqualTo(story.path("text").asText());
        }
    }

    private void aTamperedFileIsRefused(Path weights) throws Exception {
        Path shard = weights.resolve("model-00002-of-00003.safetensors");
        shard.toFile().setWritable(true);
        try (var file = new RandomAccessFile(shard.toFile(), "rw")) {
            file.seek(file.length() - 1);
            int last = file.read();
            file.seek(file.length() - 1);
            file.write(last ^ 1);
        }

        for (String command : new String[] { "verify", "run" }) {
            var refused = command.equals("run") ? cli.run("run", weights.toString(), "--prompt", "Once")
                    : cli.run(command, weights.toString());
            assertThat(refused.exit()).as(refused.err()).isEqualTo(4);
            assertThat(refused.err()).contains("model-00002-of-00003.safetensors").doesNotContain("\tat ");
            assertThat(refused.out()).doesNotContain("Once");
        }
    }

    private String token() throws IOException {
        try (var files = Files.walk(folder.resolve("config"))) {
            Path kept = files.filter(file -> file.endsWith("credentials.json")).findFirst().orElseThrow();
            var match = Pattern.compile("hf_[A-Za-z0-9]{34,}").matcher(Files.readString(kept));
            assertThat(match.find()).as("a token was kept").isTrue();
            return match.group();
        }
    }

    private HttpResponse<String> tickets(String body, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(portal.portal() + "/api/v1/models/" + MODEL + "/releases/1.0/tickets"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static int get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()).statusCode();
    }

    private static void signal(long pid, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor()).isZero();
    }
}
