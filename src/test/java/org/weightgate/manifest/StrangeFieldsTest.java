package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A field nobody asked for, and a value that means something else, are refused wherever they stand: what a signer meant by them
/// is not known.
class StrangeFieldsTest {

    private static final Path SEEDS = Path.of("src/test/resources/fuzz");
    private static final Pattern PAYLOAD = Pattern.compile("\"payload\":\\s*\"([^\"]+)\"");

    private interface Reader {
        Object read(byte[] document) throws ManifestFormatException;
    }

    @ParameterizedTest
    @ValueSource(strings = { "full", "minimal", "selftest" })
    void everyObjectOfAManifest(String name) throws Exception {
        requireRefusedEverywhere(Files.readString(Path.of("weights-manifest/vectors/good", name + ".json")),
                ManifestReader::read);
    }

    @ParameterizedTest
    @ValueSource(strings = { "good-key.sig", "good-reference-key.sig", "good-certificates.sig",
            "good-reference-certificate.sig" })
    void everyObjectOfABundle(String name) throws Exception {
        requireRefusedEverywhere(Files.readString(SEEDS.resolve("signature").resolve(name)), ModelSignature::read);
    }

    @ParameterizedTest
    @ValueSource(strings = { "good.json", "good-without-until.json" })
    void everyObjectOfAKeyListAndItsEnvelope(String name) throws Exception {
        String envelope = Files.readString(SEEDS.resolve("key-list").resolve(name));

        requireRefusedEverywhere(envelope, KeyList::read);
        requireRefusedEverywhere(payload(envelope), list -> KeyList.read(utf8(withPayload(envelope, list))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
            "https://in-toto.io/Statement/v1 | https://in-toto.io/Statement/v2 | _type",
            "https://model_signing/signature/v1.0 | https://model_signing/signature/v2.0 | predicateType",
            "\"method\":\"files\" | \"method\":\"shards\" | method",
            "\"hash_type\":\"sha256\" | \"hash_type\":\"blake2b\" | hash_type",
            "\"allow_symlinks\":false | \"allow_symlinks\":true | allow_symlinks",
            "\"algorithm\":\"sha256\" | \"algorithm\":\"blake2b\" | algorithm", "[\".cache\" | [7 | ignore_paths[0]",
            "weights-manifest.json | ../weights-manifest.json | name" })
    void statementThatMeansSomethingElse(String from, String to, String field) throws IOException {
        String bundle = Files.readString(SEEDS.resolve("signature/good-key.sig"));
        String statement = payload(bundle);
        assertThat(statement).contains(from);
        byte[] other = utf8(withPayload(bundle, utf8(statement.replace(from, to))));

        assertThatThrownBy(() -> ModelSignature.read(other)).isInstanceOfSatisfying(ManifestFormatException.class,
                refused -> assertThat(refused.field()).endsWith(field));
    }

    @Test
    void nullCountsAsAbsentInAStatementToo() throws Exception {
        String bundle = Files.readString(SEEDS.resolve("signature/good-key.sig"));
        String statement = payload(bundle);
        String nulls = statement.replace("\"allow_symlinks\":false", "\"allow_symlinks\":null")
                .replaceFirst("\"ignore_paths\":\\[[^]]+]", "\"ignore_paths\":null");
        assertThat(nulls).contains("\"allow_symlinks\":null").contains("\"ignore_paths\":null");

        SignedStatement read = ModelSignature.read(utf8(withPayload(bundle, utf8(nulls)))).unverifiedStatement();

        assertThat(read.ignoredPaths()).isEmpty();
        assertThat(read.resources()).isEqualTo(ModelSignature.read(utf8(bundle)).unverifiedStatement().resources());
    }

    /// What a log or a clock attested is not read, so only bundles without any are.
    @Test
    void timestampsAreReadOnlyIfThereAreNone() throws Exception {
        String bundle = Files.readString(SEEDS.resolve("signature/good-key.sig"));

        assertThat(ModelSignature.read(utf8(withTimestamps(bundle, "{}")))).isNotNull();
        assertThat(ModelSignature.read(utf8(withTimestamps(bundle, "{\"rfc3161Timestamps\":[]}")))).isNotNull();
        assertThatThrownBy(() -> ModelSignature.read(utf8(withTimestamps(bundle, "{\"rfc3161Timestamps\":[{}]}"))))
                .hasMessageContaining("rfc3161Timestamps");
        assertThatThrownBy(() -> ModelSignature.read(utf8(withTimestamps(bundle, "{\"strange\":1}"))))
                .hasMessageContaining("timestampVerificationData.strange");
    }

    @Test
    void pathsAreReadUpToTheirLimits() {
        String level = "n".repeat(255);
        String deepest = "d/".repeat(15) + "f";
        String longest = (level + "/").repeat(3) + "n".repeat(200) + "/" + "n".repeat(55);

        assertThat(SafePath.problem(level)).isEmpty();
        assertThat(SafePath.problem(level + "n")).isPresent();
        assertThat(SafePath.problem("é".repeat(127))).isEmpty();
        assertThat(SafePath.problem("é".repeat(128))).isPresent();
        assertThat(SafePath.problem(deepest)).isEmpty();
        assertThat(SafePath.problem("d/" + deepest)).isPresent();
        assertThat(longest).hasSize(1024);
        assertThat(SafePath.problem(longest)).isEmpty();
        assertThat(SafePath.problem(longest + "n")).isPresent();
    }

    private static void requireRefusedEverywhere(String document, Reader reader) throws ManifestFormatException {
        assertThat(reader.read(utf8(document))).isNotNull();
        int objects = 0;
        for (int at = document.indexOf('{'); at >= 0; at = document.indexOf('{', at + 1)) {
            boolean empty = document.substring(at + 1).stripLeading().startsWith("}");
            byte[] more = utf8(
                    document.substring(0, at + 1) + "\"strange\":1" + (empty ? "" : ",") + document.substring(at + 1));
            assertThatThrownBy(() -> reader.read(more)).as("object %s", objects).isInstanceOfSatisfying(
                    ManifestFormatException.class, refused -> assertThat(refused.field()).endsWith("strange"));
            objects++;
        }
        assertThat(objects).isGreaterThan(1);
    }

    private static String withTimestamps(String bundle, String timestamps) {
        String changed = bundle.replaceFirst("\"verificationMaterial\":\\s*\\{",
                Matcher.quoteReplacement("\"verificationMaterial\":{\"timestampVerificationData\":" + timestamps + ","));
        assertThat(changed).isNotEqualTo(bundle);
        return changed;
    }

    private static String payload(String envelope) {
        Matcher payload = PAYLOAD.matcher(envelope);
        assertThat(payload.find()).isTrue();
        return new String(Base64.getDecoder().decode(payload.group(1)), StandardCharsets.UTF_8);
    }

    private static String withPayload(String envelope, byte[] payload) {
        return PAYLOAD.matcher(envelope).replaceFirst("\"payload\":\"" + Base64.getEncoder().encodeToString(payload) + "\"");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
