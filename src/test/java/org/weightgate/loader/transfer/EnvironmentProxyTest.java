package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;

class EnvironmentProxyTest {

    private final Properties system = new Properties();

    @Test
    void environmentBecomesTheJdksSettings() {
        EnvironmentProxy.apply(Map.of("HTTPS_PROXY", "http://proxy.example.org:3128", "http_proxy", "other:8080", "NO_PROXY",
                "intern.example.org,.corp"), system);

        assertThat(system).containsEntry("https.proxyHost", "proxy.example.org").containsEntry("https.proxyPort", "3128")
                .containsEntry("http.proxyHost", "other").containsEntry("http.proxyPort", "8080")
                .containsEntry("http.nonProxyHosts",
                        "intern.example.org|*.intern.example.org|corp|*.corp|localhost|127.*|[::1]");
    }

    @Test
    void jdksOwnSettingsStand() {
        system.setProperty("https.proxyHost", "mine");

        EnvironmentProxy.apply(Map.of("https_proxy", "http://theirs:1"), system);

        assertThat(system).containsOnly(Map.entry("https.proxyHost", "mine"));
    }

    @Test
    void brokenAddressIsNotUsed() {
        EnvironmentProxy.apply(Map.of("https_proxy", "http://[", "http_proxy", ""), system);

        assertThat(system).doesNotContainKeys("https.proxyHost", "http.proxyHost");
    }
}
