package org.weightgate.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Plants the demo models that the portal does not have yet, through the doors a real publisher uses: sign-in, device login, the
/// publisher's interface and the command line.
final class Seed {
    static final String PUBLIC_KEY = "publisher.pub.pem";
    private static final String NAMESPACE = "weightgate/";
    private static final String VERSION = "1.0";
    private static final String PRIVATE_KEY = "publisher.key";
    private static final List<String> MUST_SIGN_IN_ONCE = List.of("reviewer", "reviewer2", "auditor");
    private static final List<String> ROLES = List.of("publisher/publisher", "reviewer/reviewer", "reviewer/reviewer2",
            "auditor/auditor");

    private final Path checkout;
    private final DataDirectory data;
    private final String portal;
    private final Consumer<String> say;
    private final ProcessBook book;

    Seed(Path checkout, DataDirectory data, String portal, ProcessBook book, Consumer<String> say) {
        this.checkout = checkout;
        this.data = data;
        this.portal = portal;
        this.book = book;
        this.say = say;
    }

    void plant() throws IOException {
        boolean storyteller = isPlanted("storyteller");
        boolean bulk = isPlanted("bulk");
        if (storyteller && bulk) {
            return;
        }
        say.accept("Planting the demo models; this happens once.");
        try {
            for (String person : MUST_SIGN_IN_ONCE) {
                BrowserSession.signIn(portal, person, person);
            }
            var publisher = PublisherAccess.of(portal, "publisher");
            makeKey(publisher);
            if (!storyteller) {
                publish(publisher, "storyteller", "A very small storyteller that runs anywhere.",
                        copyOf(checkout.resolve("src/test/resources/demo/storyteller"), "storyteller"));
            }
            if (!bulk) {
                Path folder = data.resolve("demo/bulk");
                DataDirectory.deleteTree(folder);
                BulkModel.write(folder);
                publish(publisher, "bulk", "Three shards of 40 MiB to try transfers with.", folder);
            }
            DataDirectory.deleteTree(data.resolve("demo"));
        } catch (PartFailure e) {
            throw e;
        } catch (IOException e) {
            throw new PartFailure("The demo models could not be planted: " + e.getMessage() + ".", e);
        }
    }

    /// The database may be another one than last time, and a run may have been killed between the two.
    private boolean isPlanted(String name) throws IOException {
        HttpResponse<String> answer = ask("/api/v1/models/" + NAMESPACE + name);
        return answer.statusCode() == 200 && Json.object(answer.body()).get("releases") instanceof List<?> releases
                && releases.stream().anyMatch(release -> release instanceof Map<?, ?> facts
                        && VERSION.equals(facts.get("version")));
    }

    private HttpResponse<String> ask(String path) throws IOException {
        try {
            return Web.get(portal + path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("Weightgate was interrupted.", e);
        }
    }

    private void makeKey(PublisherAccess publisher) throws IOException {
        Path key = data.resolve(PRIVATE_KEY);
        Path publicKey = data.resolve(PRIVATE_KEY + ".pub");
        if (!Files.exists(key) || !Files.exists(publicKey)) {
            Files.deleteIfExists(key);
            Files.deleteIfExists(publicKey);
            weightgate(publisher, "keys", "generate", "--out", key.toString());
        }
        Files.writeString(data.resolve(PUBLIC_KEY), Files.readString(publicKey));
    }

    private void publish(PublisherAccess publisher, String name, String summary, Path folder) throws IOException {
        String model = NAMESPACE + name;
        var description = new LinkedHashMap<String, Object>();
        description.put("summary", summary);
        description.put("description", text(name + ".md"));
        description.put("termsTitle", "Demonstration licence");
        description.put("terms", text("terms.md"));
        description.put("policy", Map.of("grantDays", 365, "ticketTtlSeconds", 600, "holdSeconds", 0, "quorum", 1,
                "reapplyDays", 30));
        publisher.put("/api/v1/models/" + model, Json.write(description));
        for (String role : ROLES) {
            publisher.put("/api/v1/models/" + model + "/roles/" + role, "");
        }
        weightgate(publisher, "manifest", folder.toString(), "--name", model, "--version", VERSION, "--sign",
                data.resolve(PRIVATE_KEY).toString());
        weightgate(publisher, "publish", folder.toString());
        weightgate(publisher, "release", "publish", model + "@" + VERSION);
    }

    private void weightgate(PublisherAccess publisher, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                checkout.resolve("target/weightgate-cli.jar").toString()));
        command.addAll(List.of(arguments));
        Child.run("seed", command, Map.of("WEIGHTGATE_PORTAL", publisher.portal(), "WEIGHTGATE_TOKEN", publisher.token(),
                "WEIGHTGATE_HOME", data.resolve("demo/home").toString()), data.log("seed"), book);
    }

    private Path copyOf(Path source, String name) throws IOException {
        Path copy = data.resolve("demo").resolve(name);
        DataDirectory.deleteTree(copy);
        Files.createDirectories(copy);
        try (var files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(source.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = Seed.class.getResourceAsStream("/demo/" + resource)) {
            if (in == null) {
                throw new IOException("demo/" + resource + " is missing beside the compiled classes");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
