package org.weightgate.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.restassured.path.json.JsonPath;

/// Hugging Face's own JavaScript client, installed by `npm ci` from our lock file and run by node.
final class HubClient {

    private static final Path SOURCE = checkout().resolve("src/test/hub-client");
    private static final Path INSTALLED = checkout().resolve("target/hub-client");
    private static final String MISSING = "These tests let Hugging Face's JavaScript client loose on the portal: install node 18"
            + " or newer with npm (on Debian: apt-get install nodejs npm), or run ./weightgate test, which does.";

    private final String portal;
    private final @Nullable String token;

    HubClient(String portal, @Nullable String token) {
        this.portal = portal;
        this.token = token;
    }

    /// Calls these functions one after the other; each answer has `ok` or `error`, `status` and `type`.
    List<JsonPath> call(List<Map<String, Object>> calls) throws IOException, InterruptedException {
        install();
        var input = new LinkedHashMap<String, Object>(Map.of("hubUrl", portal, "calls", calls));
        if (token != null) {
            input.put("accessToken", token);
        }
        Process node = start(INSTALLED, List.of("node", "client.mjs"));
        try (var in = node.getOutputStream()) {
            in.write(new ObjectMapper().writeValueAsBytes(input));
        }
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!node.waitFor(60, TimeUnit.SECONDS) || node.exitValue() != 0) {
            throw new AssertionError("node failed: " + output);
        }
        return output.lines().map(JsonPath::from).toList();
    }

    /// Once per lock file; npm's own cache makes it quick.
    private static synchronized void install() throws IOException, InterruptedException {
        Path stamp = INSTALLED.resolve("installed");
        String lock = Files.readString(SOURCE.resolve("package-lock.json"));
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
            Files.copy(SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
            return;
        }
        Process npm = start(INSTALLED, List.of("npm", "ci", "--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts",
                "--prefer-offline"));
        npm.getOutputStream().close();
        String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (npm.waitFor() != 0) {
            throw new AssertionError("npm ci failed in target/hub-client: " + output);
        }
        Files.writeString(stamp, lock);
    }

    private static Process start(Path folder, List<String> command) {
        try {
            return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError(MISSING, e);
        }
    }

    private static Path checkout() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }
}
