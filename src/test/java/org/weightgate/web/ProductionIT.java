package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

/// The packaged portal, started as production starts it.
class ProductionIT {

    @Test
    void demoSettingsAreRefusedOneByOneBeforeAnythingIsConnected() throws Exception {
        var ended = run(Map.of(
                "WEIGHTGATE_PORTAL_URL", "http://localhost:8080",
                "QUARKUS_OIDC_AUTH_SERVER_URL", "http://localhost:8180/realms/weightgate",
                "QUARKUS_OIDC_CREDENTIALS_SECRET", "demo-client-secret-not-for-production",
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/weightgate",
                "QUARKUS_DATASOURCE_PASSWORD", "weightgate"));

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.said())
                .contains("weightgate.portal-url is not an https address")
                .contains("quarkus.oidc.auth-server-url is not an https address")
                .contains("quarkus.oidc.credentials.secret is a demo or default value")
                .contains("lacks sslmode=verify-full")
                .contains("deploy/weightgate.env")
                .doesNotContain("demo-client-secret-not-for-production")
                .doesNotContain("\tat ");
    }

    private record Ended(int exit, String said) {
    }

    private static Ended run(Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", "target/quarkus-app/quarkus-run.jar").redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
