package org.weightgate.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The packaged portal as a process of its own, on a database of its own beside the tests'.
final class PackagedPortal implements AutoCloseable {

    private static final String JAR = System.getProperty("bench.jar", "target/quarkus-app/quarkus-run.jar");
    private static final String URL = "quarkus.datasource.jdbc.url";

    private final Process process;
    private final String address;

    private PackagedPortal(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /// A connection to a database of this name, made if it is not there yet.
    static Connection database(Map<String, String> settings, String name) throws SQLException {
        try (var connection = connect(settings, "postgres"); var statement = connection.createStatement()) {
            var known = statement.executeQuery("select 1 from pg_database where datname = '" + name + "'");
            if (!known.next()) {
                statement.execute("create database " + name);
            }
        }
        return connect(settings, name);
    }

    private static Connection connect(Map<String, String> settings, String name) throws SQLException {
        return DriverManager.getConnection(url(settings, name), settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
    }

    private static String url(Map<String, String> settings, String name) {
        return String.valueOf(settings.get(URL)).replaceFirst("/[^/]*$", "/" + name);
    }

    /// Starts it, migrates the database, and waits until it answers.
    static PackagedPortal start(Map<String, String> settings, String database, Map<String, String> more, List<String> jvm)
            throws IOException {
        int port = freePort();
        // where Keycloak lets its users go back to
        String address = "http://localhost:" + port;
        var all = new TreeMap<>(settings);
        all.keySet().removeIf(key -> key.startsWith("test.") || key.startsWith("quarkus.flyway."));
        all.put(URL, url(settings, database));
        all.put("quarkus.profile", "demo");
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(port));
        all.put("weightgate.portal-url", address);
        all.putAll(more);
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        Stream.of(System.getProperty("bench.jvm", "").split(" ", -1)).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of("-jar", JAR));
        File log = Files.createDirectories(Path.of("target/bench")).resolve("portal-" + database + "-" + port + ".log")
                .toFile();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        all.forEach((key, value) -> builder.environment()
                .put(key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value));
        var portal = new PackagedPortal(builder.start(), address);
        portal.awaitReady(log);
        return portal;
    }

    String address() {
        return address;
    }

    Process process() {
        return process;
    }

    private void awaitReady(File log) throws IOException {
        long begun = System.nanoTime();
        try (var http = HttpClient.newHttpClient()) {
            var ready = HttpRequest.newBuilder(URI.create(address + "/q/health/ready")).timeout(Duration.ofSeconds(5)).build();
            while (process.isAlive() && System.nanoTime() - begun < Duration.ofMinutes(20).toNanos()) {
                try {
                    if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException _) {
                    // not yet
                }
                Thread.sleep(300);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException("the portal did not get ready; its log is " + log);
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
