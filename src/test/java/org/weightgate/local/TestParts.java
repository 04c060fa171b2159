package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The parts for one JVM full of tests: on free ports, with data that starts empty but for Keycloak's.
public final class TestParts implements AutoCloseable {
    private final DataDirectory data;
    private final Parts parts;
    private final Secrets secrets;

    private TestParts(DataDirectory data, Parts parts, Secrets secrets) {
        this.data = data;
        this.parts = parts;
        this.secrets = secrets;
    }

    public static TestParts start(Path checkout) throws IOException {
        var data = DataDirectory.open(checkout.resolve("target/test-parts"));
        var book = new ProcessBook(data.resolve("processes"));
        book.endOrphans();
        var secrets = Secrets.of(data.resolve("secrets.properties"));
        PostgresHome.of(data, secrets.place()).clear();
        DataDirectory.deleteTree(data.resolve("s3"));
        Parts.prepare(checkout, data, secrets, book);
        var parts = Parts.begin(checkout, data, secrets, PartPorts.any(), book);
        var started = new TestParts(data, parts, secrets);
        try {
            parts.awaitAll();
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    /// The portal's settings, and where the tests find the parts themselves.
    public Map<String, String> settings() {
        var settings = new TreeMap<>(parts.portalSettings());
        PartPorts ports = parts.ports();
        settings.put("quarkus.http.test-port", Integer.toString(ports.portal()));
        settings.put("test.portal", ports.portalUrl());
        settings.put("test.keycloak", Keycloak.url(ports.keycloak()));
        settings.put("test.keycloak.admin", secrets.keycloakAdmin());
        settings.put("test.mails", ports.mailUrl() + "/api/mails");
        settings.put("test.smtp.port", Integer.toString(ports.smtp()));
        return settings;
    }

    @Override
    public void close() throws IOException {
        parts.close();
        data.close();
    }
}
