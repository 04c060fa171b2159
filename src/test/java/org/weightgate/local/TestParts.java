package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// The parts for one JVM full of tests: on free ports, with data that starts empty but for Keycloak's. With
/// `-Dweightgate.test.keep` they go on running for the next such run; one without it ends them.
public final class TestParts implements AutoCloseable {
    private static final boolean KEEP = System.getProperty("weightgate.test.keep") != null;

    private final DataDirectory data;
    private final Runnable parts;
    private final Map<String, String> settings;

    private TestParts(DataDirectory data, Runnable parts, Map<String, String> settings) {
        this.data = data;
        this.parts = parts;
        this.settings = settings;
    }

    public static TestParts start(Path checkout) throws IOException {
        var data = DataDirectory.open(checkout.resolve("target/test-parts"));
        var book = new ProcessBook(data.resolve("processes"));
        Path kept = data.resolve("kept.properties");
        if (KEEP && Files.exists(kept) && book.allRun(Parts.NAMES)) {
            return keptFrom(data, kept);
        }
        Files.deleteIfExists(kept);
        book.endOrphans();
        var secrets = Secrets.of(data.resolve("secrets.properties"));
        PostgresHome.of(data, secrets.place()).clear();
        DataDirectory.deleteTree(data.resolve("s3"));
        Parts.prepare(checkout, data, secrets, book);
        var parts = Parts.begin(checkout, data, secrets, PartPorts.any(Stock.of(checkout)), book);
        try {
            parts.awaitAll();
            Map<String, String> settings = settings(parts, secrets);
            if (KEEP) {
                keep(settings, kept);
            }
            return new TestParts(data, parts::close, settings);
        } catch (IOException e) {
            parts.close();
            data.close();
            throw e;
        }
    }

    /// The portal's settings, and where the tests find the parts themselves.
    public Map<String, String> settings() {
        return settings;
    }

    private static Map<String, String> settings(Parts parts, Secrets secrets) {
        var settings = new TreeMap<>(parts.portalSettings());
        PartPorts ports = parts.ports();
        settings.put("quarkus.http.test-port", Integer.toString(ports.portal()));
        settings.put("weightgate.jobs.issuers.lab.url", Keycloak.issuer(ports.keycloak()));
        settings.put("test.portal", ports.portalUrl());
        settings.put("test.keycloak", Keycloak.url(ports.keycloak()));
        settings.put("test.keycloak.admin", secrets.keycloakAdmin());
        settings.put("test.mails", ports.mailUrl() + "/api/mails");
        settings.put("test.mail.port", Integer.toString(ports.mail()));
        settings.put("test.mail.api", MailSink.api(ports.mailApi()));
        settings.put("test.smtp.port", Integer.toString(ports.smtp()));
        return settings;
    }

    private static void keep(Map<String, String> settings, Path file) throws IOException {
        var properties = new Properties();
        properties.putAll(settings);
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
    }

    private static TestParts keptFrom(DataDirectory data, Path file) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        var settings = new TreeMap<String, String>();
        properties.forEach((key, value) -> settings.put(key.toString(), value.toString()));
        settings.put("quarkus.flyway.clean-at-start", "true");
        var inbox = Inbox.start(properties.getProperty("test.mail.api"),
                Integer.parseInt(properties.getProperty("test.mail.port")));
        return new TestParts(data, inbox::close, settings);
    }

    @Override
    public void close() throws IOException {
        if (!KEEP) {
            parts.run();
        }
        data.close();
    }
}
