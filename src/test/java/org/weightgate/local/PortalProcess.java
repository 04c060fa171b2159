package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The packaged portal as a child, in the profile `demo`.
final class PortalProcess {
    private static final String JAR = "target/quarkus-app/quarkus-run.jar";
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Path jar;
    private final Map<String, String> environment;
    private final String url;
    private final String listening;
    private final Path log;
    private final ProcessBook book;

    PortalProcess(Path checkout, DataDirectory data, Parts parts, ProcessBook book) {
        this.jar = checkout.resolve(JAR);
        this.environment = environment(parts);
        this.url = parts.ports().portalUrl();
        this.listening = "http://127.0.0.1:" + parts.ports().portal();
        this.log = data.log("portal");
        this.book = book;
    }

    static void requireBuilt(Path checkout) throws PartFailure {
        Path jar = checkout.resolve(JAR);
        if (!Files.exists(jar)) {
            throw new PartFailure("The portal is not built: " + jar + " is missing; run ./weightgate up, which builds it.");
        }
    }

    Child start() throws IOException {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx384m",
                "-XX:+UseSerialGC", "-XX:CICompilerCount=4", "-jar", jar.toString());
        Child child = Child.start("portal", command, environment, log, book);
        return child.await(LIMIT, () -> child.said("Listening on: " + listening)
                && Web.answers(url + "/q/health/ready", 200));
    }

    /// By environment, not on the command line, where every user of the machine could read the secrets.
    private static Map<String, String> environment(Parts parts) {
        var settings = new LinkedHashMap<>(parts.portalSettings());
        settings.put("quarkus.profile", "demo");
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(parts.ports().portal()));
        var environment = new LinkedHashMap<String, String>();
        settings.forEach((key, value) -> environment
                .put(key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value));
        return environment;
    }
}
