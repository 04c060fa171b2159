package org.weightgate.loader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightgate.manifest.SigningKey;

class KeyRingTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    private Path folder = Path.of("");
    private final TrustAnchor key = new TrustAnchor.Key(SigningKey.generate().signer());

    @Test
    void aKeySeenFirstIsConfirmedLater() throws Exception {
        assertThat(ring().add(key, "first seen", KeyRing.How.TRUST_ON_FIRST_USE, NOW)).isTrue();
        assertThat(ring().add(key, "acme", KeyRing.How.CONFIRMED, NOW)).isTrue();

        KeyRing.Entry entry = ring().exact(key.fingerprint()).orElseThrow();
        assertThat(entry.how()).isEqualTo("confirmed");
        assertThat(entry.label()).isEqualTo("acme");
        assertThat(ring().add(key, "again", KeyRing.How.CONFIRMED, NOW)).isFalse();
        assertThat(ring().add(key, "again", KeyRing.How.TRUST_ON_FIRST_USE, NOW)).isFalse();
    }

    @Test
    void aKeyIsCalledByItsNewestLabel() throws Exception {
        ring().put(new KeyRing.Entry(key, "acme", NOW.toString(), "key-list", Optional.of(NOW.plusSeconds(60)),
                Optional.of("acme")));

        assertThat(ring().relabel(key, "acme of old")).isEqualTo("acme of old");
        KeyRing.Entry entry = ring().exact(key.fingerprint()).orElseThrow();
        assertThat(entry).isEqualTo(new KeyRing.Entry(entry.anchor(), "acme of old", NOW.toString(), "key-list",
                Optional.of(NOW.plusSeconds(60)), Optional.of("acme")));
    }

    @Test
    void aKeyWhoseTimeIsOverIsTrustedAgainOnceConfirmed() throws Exception {
        ring().put(new KeyRing.Entry(key, "acme", NOW.toString(), "key-list", Optional.of(NOW.plusSeconds(60)),
                Optional.of("acme")));
        assertThat(ring().add(key, "acme", KeyRing.How.TRUST_ON_FIRST_USE, NOW)).as("its list still holds").isFalse();
        assertThat(ring().exact(key.fingerprint()).orElseThrow().list()).contains("acme");

        Instant later = NOW.plusSeconds(60);
        assertThat(ring().add(key, "acme", KeyRing.How.CONFIRMED, later)).isTrue();

        KeyRing.Entry entry = ring().exact(key.fingerprint()).orElseThrow();
        assertThat(entry.isOver(later.plusSeconds(3600))).isFalse();
        assertThat(entry.list()).isEmpty();
    }

    private KeyRing ring() {
        return new KeyRing(folder);
    }
}
