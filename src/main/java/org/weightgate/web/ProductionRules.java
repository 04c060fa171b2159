package org.weightgate.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// What a production portal refuses to start with. Pure: configuration in, sentences out.
record ProductionRules(Function<String, Optional<String>> setting) {

    private static final int SECRET_LENGTH = 32;
    private static final Pattern SSLMODE = Pattern.compile("[?&]sslmode=([a-z-]+)");
    private static final Set<String> OF_DEMO = Set.of("weightgate", "portal", "postgres", "secret", "password", "changeme",
            "minioadmin");

    List<String> violations() {
        var found = new ArrayList<String>();
        https("weightgate.portal-url", found);
        setting.apply("weightgate.portal-url").filter(url -> !url.isBlank()).flatMap(PortalUrl::problem).ifPresent(found::add);
        https("quarkus.oidc.auth-server-url", found);
        https("weightgate.s3.endpoint", found);
        setting.apply("weightgate.s3.public-endpoint").ifPresent(_ -> https("weightgate.s3.public-endpoint", found));
        databaseTls(found);
        mailTls(found);
        secret("quarkus.oidc.credentials.secret", SECRET_LENGTH, found);
        secret("quarkus.oidc.authentication.state-secret", SECRET_LENGTH, found);
        secret("quarkus.oidc.token-state-manager.encryption-secret", SECRET_LENGTH, found);
        secret("quarkus.datasource.password", 16, found);
        secret("weightgate.s3.secret-key", 16, found);
        forwardedHeaders(found);
        return List.copyOf(found);
    }

    private void https(String key, List<String> found) {
        String value = setting.apply(key).orElse("");
        if (value.isBlank()) {
            found.add(key + " is missing: give the https address.");
            return;
        }
        if (!value.toLowerCase(Locale.ROOT).startsWith("https://")) {
            found.add(key + " is not an https address: people's sign-ins and weights would travel in the clear.");
        }
    }

    /// The migrations' connection is the portal's unless another is named.
    private void databaseTls(List<String> found) {
        String url = setting.apply("quarkus.datasource.jdbc.url").orElse("");
        databaseTls("quarkus.datasource.jdbc.url", url, found);
        setting.apply("quarkus.flyway.jdbc-url").filter(migrations -> !migrations.equals(url))
                .ifPresent(migrations -> databaseTls("quarkus.flyway.jdbc-url", migrations, found));
    }

    private static void databaseTls(String key, String url, List<String> found) {
        var mode = SSLMODE.matcher(url);
        if (!mode.find() || !mode.group(1).equals("verify-full")) {
            found.add(key + " lacks sslmode=verify-full: the connection to the database must be encrypted"
                    + " and its certificate checked.");
        }
    }

    private void mailTls(List<String> found) {
        if (setting.apply("weightgate.smtp.host").orElse("").isBlank()) {
            found.add("weightgate.smtp.host is missing: name the mail server.");
        }
        if (setting.apply("weightgate.smtp.tls").filter("none"::equalsIgnoreCase).isPresent()) {
            found.add("weightgate.smtp.tls is none: mail would leave unencrypted; say starttls, or tls for port 465.");
        }
        if (setting.apply("weightgate.bounces.address").isEmpty()) {
            return;
        }
        secret("weightgate.bounces.secret", SECRET_LENGTH, found);
        if (setting.apply("weightgate.bounces.tls").filter("none"::equalsIgnoreCase).isPresent()) {
            found.add("weightgate.bounces.tls is none: the mailbox would be read unencrypted; say tls or starttls.");
        }
    }

    private void secret(String key, int length, List<String> found) {
        String value = setting.apply(key).orElse("");
        if (value.isBlank()) {
            found.add(key + " is missing: set a random value of at least " + length + " characters.");
            return;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.startsWith("demo-") || OF_DEMO.contains(lower) || lower.startsWith("change-me")) {
            found.add(key + " is a demo or default value: set a random one of at least " + length + " characters.");
            return;
        }
        if (value.length() < length) {
            found.add(key + " is too short: at least " + length + " characters, random.");
        }
    }

    private void forwardedHeaders(List<String> found) {
        UnaryOperator<String> read = key -> setting.apply(key).orElse("");
        if (Boolean.parseBoolean(read.apply("quarkus.http.proxy.proxy-address-forwarding"))
                && read.apply("quarkus.http.proxy.trusted-proxies").isBlank()) {
            found.add(
                    "quarkus.http.proxy.trusted-proxies is missing: name the proxy, or anyone could forge X-Forwarded headers.");
        }
    }
}
