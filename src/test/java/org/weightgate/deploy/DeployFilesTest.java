package org.weightgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/// The files in `deploy/` parse, agree with one another and are safe as they stand.
class DeployFilesTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)(?::[?-][^}]*)?}");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void onlyTheProxyHasOpenPorts() throws IOException {
        var services = compose().path("services");

        var open = new TreeSet<String>();
        services.properties().stream().filter(service -> service.getValue().has("ports"))
                .forEach(service -> open.add(service.getKey()));

        assertThat(services.properties()).extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("proxy", "portal", "postgres", "keycloak", "s3");
        assertThat(open).containsExactly("proxy");
    }

    @Test
    void everyImageIsPinned() throws IOException {
        compose().path("services").forEach(service -> assertThat(service.path("image").asText())
                .matches(".+:[0-9][0-9A-Za-z.-]*").doesNotEndWith(":latest"));
    }

    @Test
    void everyFileComposeMountsIsHere() throws IOException {
        for (JsonNode service : compose().path("services")) {
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().replaceFirst(":.*", "");
                if (source.startsWith("./") && !source.startsWith("./certificates/")) {
                    assertThat(DEPLOY.resolve(source)).exists();
                }
            }
        }
    }

    @Test
    void everyVariableOfComposeIsExplainedInTheEnvironmentFile() throws IOException {
        assertThat(settings().keySet()).containsAll(variables("compose.yaml"));
    }

    @Test
    void everyVariableOfTheRealmIsGivenToKeycloak() throws IOException {
        var given = new HashSet<String>();
        compose().at("/services/keycloak/environment").fieldNames().forEachRemaining(given::add);

        assertThat(given).containsAll(variables("keycloak/weightgate-realm.json"));
    }

    @Test
    void everySettingIsExplained() throws IOException {
        String previous = "";
        for (String line : Files.readAllLines(DEPLOY.resolve("weightgate.env"))) {
            boolean setting = line.matches("#?[A-Z0-9_]+=.*");
            if (setting) {
                assertThat(previous).as("the line above " + line).matches("(# .+)|(#?[A-Z0-9_]+=.*)");
            }
            previous = line;
        }
    }

    @Test
    void noSecretIsShipped() throws IOException {
        var secrets = new LinkedHashMap<>(settings());
        secrets.keySet().removeIf(key -> !key.matches(".*(SECRET|PASSWORD|SECRET_KEY)$"));

        assertThat(secrets).hasSizeGreaterThan(6);
        assertThat(secrets.values()).containsOnly("change-me");
    }

    @Test
    void theRealmHasNoPeopleAndLetsNobodyInByPattern() throws IOException {
        var realm = JSON.readTree(DEPLOY.resolve("keycloak/weightgate-realm.json").toFile());
        var client = realm.path("clients").get(0);

        assertThat(realm.has("users")).isFalse();
        assertThat(realm.path("verifyEmail").asBoolean()).isTrue();
        assertThat(realm.path("bruteForceProtected").asBoolean()).isTrue();
        assertThat(realm.path("sslRequired").asText()).isEqualTo("all");
        assertThat(realm.path("smtpServer").path("starttls").asText()).isEqualTo("true");
        assertThat(realm.path("clients")).hasSize(1);
        assertThat(client.path("attributes").path("pkce.code.challenge.method").asText()).isEqualTo("S256");
        assertThat(client.path("implicitFlowEnabled").asBoolean(true)).isFalse();
        assertThat(client.path("directAccessGrantsEnabled").asBoolean(true)).isFalse();
        assertThat(client.path("redirectUris")).isNotEmpty().allSatisfy(uri -> assertThat(uri.asText())
                .startsWith("${WEIGHTGATE_PORTAL_URL}/").doesNotContain("*"));
        assertThat(realm.toString()).doesNotContain("localhost");
    }

    @Test
    void theBucketPolicyRefusesPlainHttpOldSignaturesAndDeletion() throws IOException {
        var statements = list(JSON.readTree(DEPLOY.resolve("s3/bucket-policy.json").toFile()).path("Statement"));

        assertThat(statements).filteredOn(statement -> statement.path("Effect").asText().equals("Allow"))
                .isNotEmpty()
                .allSatisfy(statement -> assertThat(statement.path("Principal").isTextual()).as("allows everybody").isFalse())
                .noneMatch(statement -> statement.path("Action").toString().contains("Delete")
                        && !statement.path("Resource").asText().endsWith("/requests/*"));
        assertThat(statements).filteredOn(statement -> statement.path("Effect").asText().equals("Deny"))
                .extracting(statement -> statement.path("Sid").asText())
                .containsExactlyInAnyOrder("RefusePlainHttp", "RefuseOldSignatures", "NobodyDeletesWeights");
    }

    @Test
    void thePortalsImageRunsAsNobodyInParticular() throws IOException {
        var lines = Files.readAllLines(DEPLOY.resolve("Containerfile"));

        assertThat(lines).anyMatch(line -> line.matches("USER [1-9][0-9]*:[1-9][0-9]*"));
        assertThat(lines).filteredOn(line -> line.startsWith("FROM ")).singleElement().asString().doesNotContain("latest");
    }

    @Test
    void theProxyKeepsSecretsOutOfItsLogAndLeavesLimitsToThePortal() throws IOException {
        assertThat(Files.readString(DEPLOY.resolve("proxy/Caddyfile"))).contains("request>uri regexp",
                "request>headers>Authorization delete", "request>headers>Cookie delete", "request>headers>Referer delete")
                .doesNotContain("max_size");
    }

    @ParameterizedTest
    @ValueSource(strings = { "make-certificates.sh", "postgres/start-with-tls.sh", "postgres/create-databases.sh",
            "s3/start.sh" })
    void scriptsParse(String script) throws IOException, InterruptedException {
        var check = new ProcessBuilder("sh", "-n", DEPLOY.resolve(script).toString()).redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor()).as(said).isZero();
    }

    private static JsonNode compose() throws IOException {
        return new YAMLMapper().readTree(DEPLOY.resolve("compose.yaml").toFile());
    }

    private static Set<String> variables(String file) throws IOException {
        var found = new TreeSet<String>();
        VARIABLE.matcher(Files.readString(DEPLOY.resolve(file))).results().forEach(match -> found.add(match.group(1)));
        assertThat(found).isNotEmpty();
        return found;
    }

    private static Map<String, String> settings() throws IOException {
        var settings = new LinkedHashMap<String, String>();
        for (String line : Files.readAllLines(DEPLOY.resolve("weightgate.env"))) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                settings.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return settings;
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
