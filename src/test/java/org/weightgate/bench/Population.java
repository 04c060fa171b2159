package org.weightgate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;

/// Fills a migrated database with people and what a portal of some years knows about them, the same for the same seed and day:
///
///     java -cp 'target/test-classes:target/quarkus-app/lib/main/*' org.weightgate.bench.Population \
///         jdbc:postgresql://127.0.0.1:15432/weightgate weightgate PASSWORD 1000000 1000000 [SEED]
///
/// The database user must be its superuser, as in `up` and in the tests: triggers and foreign keys rest meanwhile.
public final class Population {

    private static final String STEP = "-- step: ";

    private Population() {
    }

    public static void main(String[] arguments) throws SQLException {
        if (arguments.length < 5) {
            System.err.println("Usage: Population JDBC-URL USER PASSWORD PEOPLE REQUESTS [SEED]");
            System.exit(2);
        }
        try (var connection = DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            fill(connection, Long.parseLong(arguments[3]), Long.parseLong(arguments[4]),
                    arguments.length > 5 ? Long.parseLong(arguments[5]) : 1);
        }
    }

    static void fill(Connection connection, long people, long requests, long seed) throws SQLException {
        Instant today = LocalDate.now(ZoneOffset.UTC).atStartOfDay(ZoneOffset.UTC).toInstant();
        var settings = Map.of("session_replication_role", "replica", "synchronous_commit", "off", "work_mem", "256MB",
                "maintenance_work_mem", "512MB", "bench.people", Long.toString(people), "bench.requests",
                Long.toString(requests),
                "bench.seed", Long.toString(seed), "bench.now", today.toString());
        try (var statement = connection.prepareStatement("select set_config(?, ?, false)")) {
            for (var setting : settings.entrySet()) {
                statement.setString(1, setting.getKey());
                statement.setString(2, setting.getValue());
                statement.execute();
            }
        }
        long begun = System.nanoTime();
        connection.setAutoCommit(false);
        for (String step : script().split(STEP, -1)) {
            if (!step.isBlank()) {
                run(connection, step);
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        run(connection, "statistics\nvacuum (analyze)");
        System.err.printf("%d people and %d requests in %d s%n", people, requests, (System.nanoTime() - begun) / 1_000_000_000);
    }

    private static void run(Connection connection, String step) throws SQLException {
        long begun = System.nanoTime();
        String name = step.lines().findFirst().orElse("");
        try (var statement = connection.createStatement()) {
            statement.execute(step.substring(name.length()));
        }
        System.err.printf("%-12s %6d ms%n", name, (System.nanoTime() - begun) / 1_000_000);
    }

    private static String script() {
        try (var in = Population.class.getResourceAsStream("/bench/population.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
