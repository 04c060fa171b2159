package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// PostgreSQL, Keycloak, the S3 server and the mail sink, started side by side and stopped together.
final class Parts implements AutoCloseable {
    static final List<String> NAMES = List.of("postgres", "keycloak", "s3", "mail");

    private final PartPorts ports;
    private final Secrets secrets;
    private final Map<String, FutureTask<Child>> starting = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final Inbox inbox;

    private Parts(PartPorts ports, Secrets secrets, Inbox inbox) {
        this.ports = ports;
        this.secrets = secrets;
        this.inbox = inbox;
    }

    /// Does what takes long once per machine. Ports are chosen afterwards, so that nobody takes them meanwhile.
    static void prepare(Path checkout, DataDirectory data, Secrets secrets, ProcessBook book) throws IOException {
        var stock = Stock.of(checkout);
        Postgres.binaries(stock, PostgresHome.of(data, secrets.place()));
        Keycloak.prepared(stock, data, book);
    }

    /// Begins to start all of them; [#await] says when each is ready.
    static Parts begin(Path checkout, DataDirectory data, Secrets secrets, PartPorts ports, ProcessBook book)
            throws IOException {
        var stock = Stock.of(checkout);
        var parts = new Parts(ports, secrets, Inbox.start(MailSink.api(ports.mailApi()), ports.mail()));
        parts.start("postgres", () -> Postgres.start(stock, data, secrets, book, ports.postgres()));
        parts.start("keycloak", () -> Keycloak.start(stock, data, secrets, book, ports.keycloak(), ports.smtp()));
        parts.start("s3", () -> ObjectStore.start(stock, data, secrets, book, ports.s3(), ports.portalUrl()));
        parts.start("mail", () -> MailSink.start(stock, data, book, ports.smtp(), ports.imap(), ports.mailApi()));
        return parts;
    }

    Parts awaitAll() throws IOException {
        for (String name : NAMES) {
            await(name);
        }
        return this;
    }

    Child await(String name) throws IOException {
        FutureTask<Child> part = starting.get(name);
        if (part == null) {
            throw new IllegalArgumentException(name);
        }
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("Starting was interrupted.", e);
        }
    }

    /// What the portal has to be told, as its configuration properties.
    Map<String, String> portalSettings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("quarkus.datasource.jdbc.url", Postgres.url(ports.postgres()));
        settings.put("quarkus.datasource.username", Postgres.USER);
        settings.put("quarkus.datasource.password", secrets.database());
        settings.put("quarkus.oidc.auth-server-url", Keycloak.issuer(ports.keycloak()));
        settings.put("quarkus.oidc.client-id", "portal");
        settings.put("quarkus.oidc.credentials.secret", Secrets.CLIENT);
        settings.put("quarkus.oidc.authentication.state-secret", secrets.state());
        settings.put("quarkus.oidc.token-state-manager.encryption-secret", secrets.tokens());
        settings.put("quarkus.oidc.connection-delay", "PT180S");
        settings.put("weightgate.smtp.host", "127.0.0.1");
        settings.put("weightgate.smtp.port", Integer.toString(ports.smtp()));
        settings.put("weightgate.smtp.tls", "none");
        settings.put("weightgate.smtp.from", "Weightgate <portal@weightgate.example>");
        settings.put("weightgate.bounces.address", MailSink.BOUNCES);
        settings.put("weightgate.bounces.secret", secrets.bounces());
        settings.put("weightgate.bounces.host", "127.0.0.1");
        settings.put("weightgate.bounces.port", Integer.toString(ports.imap()));
        settings.put("weightgate.bounces.tls", "none");
        settings.put("weightgate.bounces.username", MailSink.BOUNCES);
        settings.put("weightgate.bounces.password", "any");
        settings.put("weightgate.bounces.every", "2s");
        settings.put("weightgate.s3.endpoint", ObjectStore.url(ports.s3()));
        settings.put("weightgate.s3.region", "us-east-1");
        settings.put("weightgate.s3.bucket", ObjectStore.BUCKET);
        settings.put("weightgate.s3.path-style", "true");
        settings.put("weightgate.s3.access-key", ObjectStore.ACCESS_KEY);
        settings.put("weightgate.s3.secret-key", secrets.storage());
        if (System.getenv("WEIGHTGATE_S3_ENDPOINT") == null) {
            settings.put("weightgate.access-log.bucket", ObjectStore.LOG_BUCKET);
            settings.put("weightgate.access-log.every", "2s");
        }
        settings.put("weightgate.portal-url", ports.portalUrl());
        settings.replaceAll((key, own) -> key.startsWith("weightgate.s3.") ? anothersOr(key, own) : own);
        return settings;
    }

    /// Where the weights are kept: our own S3 server's address, or another one's that the environment names.
    String s3() {
        return anothersOr("weightgate.s3.endpoint", ObjectStore.url(ports.s3()));
    }

    private static String anothersOr(String key, String own) {
        String variable = key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        return Objects.requireNonNullElse(System.getenv(variable), own);
    }

    PartPorts ports() {
        return ports;
    }

    /// Stops them side by side; one that is still starting gives up first.
    @Override
    public void close() {
        inbox.close();
        threads.forEach(Thread::interrupt);
        threads.forEach(Parts::join);
        starting.values().stream().filter(part -> part.state() == Future.State.SUCCESS)
                .map(part -> Thread.ofVirtual().start(() -> part.resultNow().close())).toList()
                .forEach(Parts::join);
    }

    private void start(String name, Callable<Child> part) {
        var task = new FutureTask<>(part);
        starting.put(name, task);
        threads.add(Thread.ofVirtual().name(name).start(task));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
