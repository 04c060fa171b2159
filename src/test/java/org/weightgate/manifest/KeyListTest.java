package org.weightgate.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyListTest {

    private static final Instant ISSUED = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2027-11-01T00:00:00Z");

    private final SigningKey old = SigningKey.generate();
    private final SigningKey next = SigningKey.generate();
    private final KeyList list = new KeyList("acme", 2, ISSUED, END,
            List.of(new KeyList.Key(next.signer(), Optional.empty()), new KeyList.Key(old.signer(), Optional.of(END))));

    @Test
    void listSignedByATrustedKeyIsBelieved() throws Exception {
        KeyList.Signed signed = KeyList.read(KeyList.sign(list, old));

        assertThat(signed.verify(TrustedKeys.of(old.signer()), ISSUED)).isEqualTo(old.signer());
        assertThat(signed.unverified()).isEqualTo(list);
        assertThat(signed.signer()).isEqualTo(old.signer().fingerprint());
    }

    @Test
    void newKeyCannotVouchForItself() {
        assertThatThrownBy(() -> KeyList.read(KeyList.sign(list, next)).verify(TrustedKeys.of(old.signer()), ISSUED))
                .isInstanceOf(UnknownSignerException.class);
    }

    @Test
    void alteredListIsRefused() throws Exception {
        String text = new String(KeyList.sign(list, old), StandardCharsets.UTF_8);
        String payload = text.replaceFirst(".*\"payload\":\"([^\"]+)\".*", "$1");
        String other = Base64.getEncoder().encodeToString(new String(Base64.getDecoder().decode(payload),
                StandardCharsets.UTF_8).replace("\"sequence\":2", "\"sequence\":9").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> KeyList.read(text.replace(payload, other).getBytes(StandardCharsets.UTF_8))
                .verify(TrustedKeys.of(old.signer()), ISSUED)).isInstanceOf(VerificationException.class)
                .hasMessageContaining("the list was altered");
    }

    @Test
    void listPastItsEndIsRefused() {
        assertThatThrownBy(() -> KeyList.read(KeyList.sign(list, old)).verify(TrustedKeys.of(old.signer()), END))
                .isInstanceOf(VerificationException.class).hasMessageContaining("the list ended on");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "\"sequence\":2 | \"sequence\":0 | sequence",
            "\"publisher\":\"acme\" | \"publisher\":\"../acme\" | publisher",
            "urn:weights-keys:1 | urn:weights-keys:2 | schema",
            "\"sequence\":2 | \"sequence\":2,\"more\":1 | more",
            "2027-11-01T00:00:00Z | 2020-11-01T00:00:00Z | expires",
            "2026-11-01T00:00:00Z | yesterday | issued" })
    void brokenListIsRefusedByName(String from, String to, String field) {
        String text = new String(KeyList.sign(list, old), StandardCharsets.UTF_8);
        String payload = text.replaceFirst(".*\"payload\":\"([^\"]+)\".*", "$1");
        String broken = new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8).replace(from, to);
        byte[] bytes = text.replace(payload, Base64.getEncoder().encodeToString(broken.getBytes(StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> KeyList.read(bytes)).isInstanceOfSatisfying(ManifestFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }
}
