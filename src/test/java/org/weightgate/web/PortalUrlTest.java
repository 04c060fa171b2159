package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;

class PortalUrlTest {

    @ParameterizedTest
    @ValueSource(strings = { "https://weights.example.org", "https://weights.example.org/" })
    void pagesLieBelowTheHost(String configured) {
        var portal = new PortalUrl(configured);

        assertThat(portal).hasToString("https://weights.example.org");
        assertThat(portal.to("/grants")).isEqualTo("https://weights.example.org/grants");
        assertThat(portal.host()).isEqualTo("weights.example.org");
        assertThat(portal.isHttps()).isTrue();
    }

    @Test
    void aPortIsKept() {
        var portal = new PortalUrl("http://localhost:8080");

        assertThat(portal.to("/")).isEqualTo("http://localhost:8080/");
        assertThat(portal.isHttps()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://example.org/weightgate", "https://example.org/weightgate/", "https://example.org//",
            "https://example.org?x=1", "https://example.org#x", "https://user@example.org", "ftp://example.org", "example.org",
            "https://", "/", "" })
    void whatIsNoHostOfItsOwnIsRefusedAtTheStart(String configured) {
        assertThatThrownBy(() -> new PortalUrl(configured)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("weightgate.portal-url").hasMessageContaining("without a path");
    }
}
