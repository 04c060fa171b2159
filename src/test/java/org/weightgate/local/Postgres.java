package org.weightgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// PostgreSQL from its own binaries: passwords by SCRAM, fsync on, only this machine may connect.
final class Postgres {
    static final String USER = "weightgate";
    private static final String DATABASE = "weightgate";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /// What PostgreSQL keeps in memory itself; by default 128 MB, enough for tests.
    private static final @Nullable String BUFFERS = System.getProperty("weightgate.postgres.buffers");

    private final PostgresHome home;
    private final Path binaries;
    private final Path log;
    private final ProcessBook book;

    private Postgres(PostgresHome home, Path binaries, Path log, ProcessBook book) {
        this.home = home;
        this.binaries = binaries;
        this.log = log;
        this.book = book;
    }

    static Child start(Stock stock, DataDirectory data, Secrets secrets, ProcessBook book, int port) throws IOException {
        var home = PostgresHome.of(data, secrets.place());
        return new Postgres(home, binaries(stock, home), data.log("postgres"), book).start(secrets.database(), port);
    }

    static Path binaries(Stock stock, PostgresHome home) throws IOException {
        Path jar = stock.part("postgres-", ".jar");
        String version = String.valueOf(jar.getFileName()).replace(".jar", "");
        return Stock.once(home.sharedRoot(stock), version, folder -> Stock.untar(jar, folder));
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    private Child start(String password, int port) throws IOException {
        Path cluster = home.path().resolve("cluster");
        if (!Files.exists(cluster)) {
            create(cluster, password);
        }
        dropStaleLock(cluster);
        List<String> command = command("postgres", "-D", cluster.toString(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=");
        if (BUFFERS != null) {
            command.addAll(List.of("-c", "shared_buffers=" + BUFFERS));
        }
        Child child = Child.start("postgres", command, Map.of("TZ", "UTC"), log, book);
        return child.await(LIMIT, () -> ready(cluster, child.pid()));
    }

    /// Made beside its place and moved when whole: a run killed halfway leaves nothing that looks finished.
    private void create(Path cluster, String password) throws IOException {
        Path fresh = home.path().resolve("cluster.new");
        Path passwordFile = home.path().resolve("password");
        DataDirectory.deleteTree(fresh);
        Files.writeString(passwordFile, password);
        home.give(passwordFile);
        Child.run("postgres", command("initdb", "-D", fresh.toString(), "-U", USER, "-A", "scram-sha-256",
                "--pwfile=" + passwordFile, "-E", "UTF8", "--locale=C", "--lc-ctype=" + letters(),
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"), Map.of("TZ", "UTC"), log, book);
        Files.delete(passwordFile);
        Child.run("postgres", shell("echo 'create database " + DATABASE + "' | '" + binaries.resolve("bin/postgres")
                + "' --single -D '" + fresh + "' postgres"), Map.of("TZ", "UTC"), log, book);
        Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /// What counts as a letter: pg_trgm asks the C library, and under plain C no index helps to find a name that is not in ASCII.
    private static String letters() throws IOException {
        try (var known = new ProcessBuilder("locale", "-a").start().inputReader()) {
            List<String> names = known.lines().toList();
            return Stream.of("C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8", "UTF-8").filter(names::contains).findFirst()
                    .orElse("C");
        }
    }

    private List<String> command(String program, String... arguments) {
        var command = new ArrayList<>(home.prefix());
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> shell(String script) {
        var command = new ArrayList<>(home.prefix());
        command.addAll(List.of("sh", "-c", script));
        return command;
    }

    /// After a reboot the number in the lock file may belong to anybody, and PostgreSQL would refuse to start.
    private static void dropStaleLock(Path cluster) throws IOException {
        Path lock = cluster.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
        boolean postgres = ProcessHandle.of(pid).flatMap(handle -> handle.info().command())
                .filter(program -> program.endsWith("/postgres")).isPresent();
        if (!postgres) {
            Files.delete(lock);
        }
    }

    private static boolean ready(Path cluster, long pid) throws IOException {
        Path lock = cluster.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return false;
        }
        List<String> lines = Files.readAllLines(lock);
        return lines.size() > 7 && lines.getFirst().equals(Long.toString(pid)) && lines.get(7).strip().equals("ready");
    }
}
