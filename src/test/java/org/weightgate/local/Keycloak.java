package org.weightgate.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keycloak from its own distribution, built once for its database and shared; each data folder has its own home,
/// which links to the shared one.
final class Keycloak {
    static final String ADMIN = "bootstrap";
    static final String REALM = "weightgate";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Keycloak() {
    }

    static Child start(Stock stock, DataDirectory data, Secrets secrets, ProcessBook book, int port, int smtpPort)
            throws IOException {
        Path home = home(prepared(stock, data, book), data.resolve("keycloak"));
        Path imports = Files.createDirectories(home.resolve("data/import"));
        Files.writeString(imports.resolve("weightgate.json"), realm(smtpPort));
        var command = new ArrayList<>(java(home, "-Xms64m", "-Xmx320m", "-XX:MetaspaceSize=96m"));
        command.addAll(List.of("start", "--optimized", "--http-enabled=true", "--http-host=127.0.0.1",
                "--http-port=" + port, "--hostname=" + url(port), "--cache=local", "--import-realm"));
        var environment = Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD",
                secrets.keycloakAdmin());
        Child child = Child.start("keycloak", command, environment, data.log("keycloak"), book);
        child.await(LIMIT, () -> child.said("Listening on: http://127.0.0.1:" + port)
                && Web.answers(issuer(port) + "/.well-known/openid-configuration", 200));
        try {
            new KeycloakAdmin(url(port), secrets.keycloakAdmin()).sendMailsTo(smtpPort);
            return child;
        } catch (IOException e) {
            child.close();
            throw e;
        }
    }

    /// Unpacked and built for its database, which takes half a minute and happens once per machine.
    static Path prepared(Stock stock, DataDirectory data, ProcessBook book) throws IOException {
        Path zip = stock.part("keycloak-", ".zip");
        String version = String.valueOf(zip.getFileName()).replace(".zip", "");
        return Stock.once(stock.cache(), version + "-built", folder -> {
            Stock.unzip(zip, folder);
            var command = new ArrayList<>(java(folder, "-Xmx512m"));
            command.addAll(List.of("build", "--db=dev-file", "--health-enabled=false"));
            Child.run("keycloak", command, Map.of(), data.log("keycloak-build"), book);
        });
    }

    static String url(int port) {
        return "http://localhost:" + port;
    }

    static String issuer(int port) {
        return url(port) + "/realms/" + REALM;
    }

    private static Path home(Path distribution, Path home) throws IOException {
        Files.createDirectories(home);
        for (String folder : List.of("bin", "conf", "lib", "providers", "themes")) {
            Path link = home.resolve(folder);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, distribution.resolve(folder));
        }
        return home;
    }

    /// What `kc.sh` would run; without it the process we start is the server itself, and can be ended.
    private static List<String> java(Path home, String... memory) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(memory));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8",
                "-Duser.language=en", "-Duser.country=US", "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-Dpicocli.disable.closures=true",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-cp", home.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        return command;
    }

    private static String realm(int smtpPort) throws IOException {
        try (InputStream in = Keycloak.class.getResourceAsStream("/demo/realm.json")) {
            if (in == null) {
                throw new PartFailure("The demo realm demo/realm.json is missing beside the compiled classes.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@SMTP_PORT@", Integer.toString(smtpPort)).replace("@CLIENT_SECRET@", Secrets.CLIENT);
        }
    }
}
