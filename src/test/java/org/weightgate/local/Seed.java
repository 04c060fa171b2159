package org.weightgate.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Plants the demo models once per data folder, through the doors a real publisher uses: sign-in, device login, the
/// publisher's interface and the command line.
final class Seed {
    static final String PUBLIC_KEY = "publisher.pub.pem";
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
        if (Files.exists(data.resolve("seeded"))) {
            return;
        }
        say.accept("Planting the demo models; this happens once.");
        try {
            for (String person : MUST_SIGN_IN_ONCE) {
                BrowserSession.signIn(portal, person, person);
            }
            var publisher = PublisherAccess.of(portal, "publisher");
            makeKey(publisher);
            Path storyteller = copyOf(checkout.resolve("src/test/resources/demo/storyteller"), "storyteller");
            publish(publisher, "storyteller", "A very small storyteller that runs anywhere.", storyteller);
            Path bulk = data.resolve("demo/bulk");
            DataDirectory.deleteTree(bulk);
            BulkModel.write(bulk);
            publish(publisher, "bulk", "Three shards of 40 MiB to try transfers with.", bulk);
            DataDirectory.deleteTree(data.resolve("demo"));
            Files.createFile(data.resolve("seeded"));
        } catch (PartFailure e) {
            throw e;
        } catch (IOException e) {
            throw new PartFailure("The demo models could not be planted: " + e.getMessage() + ".", e);
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
        String model = "weightgate/" + name;
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
        weightgate(publisher, "manifest", folder.toString(), "--name", model, "--version", "1.0", "--sign",
                data.resolve(PRIVATE_KEY).toString());
        weightgate(publisher, "publish", folder.toString());
        weightgate(publisher, "release", "publish", model + "@1.0");
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
