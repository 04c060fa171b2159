package org.weightgate.loader.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private static final String TOKEN = FaultServer.TOKEN;

    @TempDir
    Path folder;

    @Test
    void tokenIsPrivateAndForgotten() throws Exception {
        PortalAddress portal = PortalAddress.parse("https://weights.example.org");
        var credentials = new Credentials(folder.resolve("settings"), Map.of());
        credentials.store(portal, TOKEN);

        assertThat(credentials.token(portal)).contains(TOKEN);
        assertThat(mode("settings")).isEqualTo("rwx------");
        assertThat(mode("settings/credentials.json")).isEqualTo("rw-------");

        assertThat(credentials.forget()).contains(TOKEN);
        assertThat(credentials.token(portal)).isEmpty();
        assertThat(credentials.portal()).contains(portal);
        assertThat(Files.readString(folder.resolve("settings/credentials.json"))).doesNotContain(TOKEN);
    }

    @Test
    void storedTokenIsNotForAnotherPortal() throws Exception {
        new Credentials(folder, Map.of()).store(PortalAddress.parse("https://weights.example.org"), TOKEN);
        var elsewhere = new Credentials(folder, Map.of("WEIGHTGATE_PORTAL", "https://evil.example.org"));

        assertThat(elsewhere.token(elsewhere.portal().orElseThrow())).isEmpty();
    }

    @Test
    void environmentComesFirst() throws Exception {
        var credentials = new Credentials(folder,
                Map.of("WEIGHTGATE_PORTAL", "http://localhost:8080", "WEIGHTGATE_TOKEN", TOKEN));

        assertThat(credentials.portal()).contains(PortalAddress.parse("http://localhost:8080"));
        assertThat(credentials.token(credentials.portal().orElseThrow())).contains(TOKEN);
    }

    @Test
    void tokenWithALineBreakIsRefused() throws Exception {
        var credentials = new Credentials(folder, Map.of("WEIGHTGATE_TOKEN", "hf_abc\r\nHost: evil"));

        assertThatThrownBy(() -> credentials.token(PortalAddress.parse("http://localhost:8080")))
                .isInstanceOf(InvalidAddressException.class).hasMessageNotContaining("hf_abc");
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
    }
}
