package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductionRulesTest {

    private static final String RANDOM = "kq7Zt0vY2mX9cB4nL6sD8fG1hJ3pR5wA";

    private static final Map<String, String> SOUND = Map.ofEntries(
            Map.entry("weightgate.portal-url", "https://weights.lab.example"),
            Map.entry("quarkus.oidc.auth-server-url", "https://id.lab.example/realms/weightgate"),
            Map.entry("weightgate.s3.endpoint", "https://s3.lab.example"),
            Map.entry("weightgate.s3.secret-key", RANDOM),
            Map.entry("quarkus.datasource.jdbc.url",
                    "jdbc:postgresql://db/weightgate?sslmode=verify-full&sslrootcert=/certs/ca.pem"),
            Map.entry("quarkus.datasource.password", RANDOM),
            Map.entry("weightgate.smtp.host", "smtp.lab.example"),
            Map.entry("weightgate.bounces.address", "bounces@lab.example"),
            Map.entry("weightgate.bounces.secret", RANDOM),
            Map.entry("quarkus.oidc.credentials.secret", RANDOM),
            Map.entry("quarkus.oidc.authentication.state-secret", RANDOM),
            Map.entry("quarkus.oidc.token-state-manager.encryption-secret", RANDOM));

    @Test
    void soundSettingsAreAccepted() {
        assertThat(rules(SOUND).violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            weightgate.portal-url                              | http://weights.lab.example           | not an https address
            weightgate.portal-url                              | https://lab.example/weightgate       | without a path
            weightgate.portal-url                              | ''                                   | is missing
            quarkus.oidc.auth-server-url                       | http://id.lab.example/realms/x       | not an https address
            weightgate.s3.endpoint                             | http://s3:9000                       | not an https address
            weightgate.s3.public-endpoint                      | http://s3.lab.example                | not an https address
            quarkus.datasource.jdbc.url                        | jdbc:postgresql://db/weightgate      | lacks sslmode=verify-full
            quarkus.datasource.jdbc.url                        | jdbc:postgresql://db/w?sslmode=require | lacks sslmode=verify-full
            quarkus.flyway.jdbc-url                            | jdbc:postgresql://db/w?sslmode=require | lacks sslmode=verify-full
            weightgate.smtp.tls                                | none                                 | unencrypted
            weightgate.bounces.tls                             | NONE                                 | unencrypted
            weightgate.bounces.secret                          | ''                                   | is missing
            quarkus.oidc.credentials.secret                    | demo-secret-of-the-portal-client-0001 | demo or default
            quarkus.oidc.credentials.secret                    | tooshort                             | too short
            quarkus.oidc.token-state-manager.encryption-secret | ''                                   | is missing
            quarkus.datasource.password                        | weightgate                           | demo or default
            weightgate.s3.secret-key                           | minioadmin                           | demo or default
            """)
    void eachUnsafeSettingIsRefusedByName(String key, String value, String reason) {
        var settings = new HashMap<>(SOUND);
        settings.put(key, value);

        var violations = rules(settings).violations();

        assertThat(violations).singleElement().asString().startsWith(key).contains(reason);
        if (key.contains("secret") || key.contains("password")) {
            assertThat(violations.getFirst()).doesNotContain(value.isEmpty() ? "\0" : value);
        }
    }

    @Test
    void forwardedHeadersNeedANamedProxy() {
        var settings = new HashMap<>(SOUND);
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");

        assertThat(rules(settings).violations()).singleElement().asString().startsWith("quarkus.http.proxy.trusted-proxies");

        settings.put("quarkus.http.proxy.trusted-proxies", "10.0.0.2");

        assertThat(rules(settings).violations()).isEmpty();
    }

    @Test
    void anEmptyConfigurationNamesEverythingThatIsMissing() {
        assertThat(rules(Map.of()).violations()).hasSize(10);
    }

    private static ProductionRules rules(Map<String, String> settings) {
        return new ProductionRules(key -> Optional.ofNullable(settings.get(key)).filter(value -> !value.isEmpty()));
    }
}
