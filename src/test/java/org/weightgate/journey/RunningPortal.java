package org.weightgate.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// `./weightgate up` as a process, once it has said that it is ready.
final class RunningPortal implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final JsonNode ready;

    private RunningPortal(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    static RunningPortal start(Path data, String... options) throws IOException {
        var command = new ArrayList<>(List.of("./weightgate", "up", "--json", "--port", "18080", "--data", data.toString()));
        command.addAll(List.of(options));
        Path log = data.resolveSibling(data.getFileName() + "-up.log");
        Files.createDirectories(log.toAbsolutePath().getParent());
        // the build that runs this test has just packaged everything; the launcher need not look again
        Files.writeString(Path.of("target/built"), "");
        var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        var said = new ArrayList<String>();
        // kept open: a closed pipe would end the process at its next word
        var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.startsWith("{") && JSON.readTree(line).path("event").asText().equals("ready")) {
                Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {
                }));
                return new RunningPortal(process, JSON.readTree(line));
            }
        }
        throw new AssertionError("up ended before it was ready: " + said + Files.readString(log));
    }

    String portal() {
        return ready.path("portal").asText();
    }

    String mailPage() {
        return ready.path("mail").asText();
    }

    long pid(String part) {
        return ready.path("pids").path(part).asLong();
    }

    ProcessHandle handle(String part) {
        return ProcessHandle.of(pid(part)).orElseThrow();
    }

    /// The newest mail to this address about this; waits for it.
    JsonNode mail(String address, String subject) throws IOException {
        Instant end = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(end)) {
            List<JsonNode> found = mails(address, subject);
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            pause();
        }
        throw new AssertionError("no mail about \"" + subject + "\" to " + address);
    }

    List<JsonNode> mails(String address, String subject) throws IOException {
        var found = new ArrayList<JsonNode>();
        for (JsonNode mail : JSON.readTree(get(mailPage() + "/api/mails?to=" + address))) {
            if (mail.path("to").asText().equalsIgnoreCase(address) && mail.path("subject").asText().contains(subject)) {
                found.add(mail);
            }
        }
        return found;
    }

    void awaitPortal() {
        Instant end = Instant.now().plusSeconds(90);
        while (Instant.now().isBefore(end)) {
            try {
                get(portal() + "/");
                return;
            } catch (IOException _) {
                pause();
            }
        }
        throw new AssertionError("the portal did not come back");
    }

    private static String get(String address) throws IOException {
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20)).build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(address).isEqualTo(200);
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(250));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Ends `up` itself without a chance to tidy up; its children stay behind.
    void kill() throws InterruptedException {
        ProcessHandle up = process.toHandle();
        // the launcher may have replaced itself by the JVM, or wait for it
        up.descendants().filter(child -> child.pid() != pid("portal") && isUp(child)).forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
    }

    private static boolean isUp(ProcessHandle child) {
        return child.info().commandLine().orElse("").contains("org.weightgate.local.Up");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("up did not stop within a minute of being asked to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
