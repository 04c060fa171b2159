package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortalAddressTest {

    @ParameterizedTest
    @ValueSource(strings = { "https://weights.example.org", "https://weights.example.org/", "weights.example.org",
            "http://localhost:8080", "http://127.0.0.1:8080/" })
    void safeAddressesAreTaken(String text) throws Exception {
        assertThat(PortalAddress.parse(text).toString()).doesNotEndWith("/").contains("://");
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://weights.example.org", "ftp://x", "https://", "https://user@x", "https://x?y",
            "not an address",
            "https://weights.example.org/weightgate", "https://weights.example.org/models/a/b",
            "http://127.0.0.1.example.org", "http://localhost.example.org", "file:///etc/passwd", "" })
    void unsafeAddressesAreRefused(String text) {
        assertThatThrownBy(() -> PortalAddress.parse(text)).isInstanceOf(InvalidAddressException.class);
    }

    @Test
    void aPathIsNamed() {
        assertThatThrownBy(() -> PortalAddress.parse("https://example.org/weightgate/"))
                .hasMessage("The portal's address is its host alone: leave out /weightgate.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://127.0.0.1/", "https://127.8.8.8/", "https://0.0.0.0/", "https://localhost./",
            "https://x.localhost/",
            "https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:0:0:1]:9200/", "https://[::ffff:127.0.0.1]/",
            "https://127.1/",
            "https://2130706433/", "https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/" })
    void noPortalElsewhereSendsAnybodyToTheirOwnMachineOrCable(String address) throws Exception {
        assertThat(PortalAddress.parse("https://weights.example.org").allows(URI.create(address))).isFalse();
    }

    @Test
    void originIsSchemeHostAndPort() throws Exception {
        PortalAddress portal = PortalAddress.parse("https://weights.example.org");

        assertThat(portal.isOrigin(URI.create("https://weights.example.org:443/x"))).isTrue();
        assertThat(portal.isOrigin(URI.create("https://weights.example.org:444/x"))).isFalse();
        assertThat(portal.isOrigin(URI.create("http://weights.example.org/x"))).isFalse();
        assertThat(portal.isOrigin(URI.create("https://s3.example.org/x"))).isFalse();
    }

    @Test
    void onlyALocalPortalMaySendUsToThisMachine() throws Exception {
        assertThat(PortalAddress.parse("http://localhost:8080").allows(URI.create("http://127.0.0.1:9000/b"))).isTrue();
        assertThat(PortalAddress.parse("https://weights.example.org").allows(URI.create("http://127.0.0.1:6379/"))).isFalse();
        assertThat(PortalAddress.parse("https://weights.example.org").allows(URI.create("https://s3.example.org/b"))).isTrue();
        assertThat(PortalAddress.parse("https://weights.example.org").allows(URI.create("http://s3.example.org/b"))).isFalse();
        assertThat(PortalAddress.parse("https://weights.example.org").allows(URI.create("file:///etc/passwd"))).isFalse();
    }
}
