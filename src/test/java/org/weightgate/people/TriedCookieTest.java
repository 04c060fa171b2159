package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.weightgate.web.PortalUrl;

class TriedCookieTest {

    private static final TriedCookie COOKIE = new TriedCookie("tried", "/step-up", 900);

    @Test
    void itStaysOnEncryptedConnectionsWhereThePortalHasThem() {
        assertThat(COOKIE.remember(new PortalUrl("https://weights.example.org")).encode())
                .contains("tried=1", "Max-Age=900", "Path=/step-up", "Secure", "HTTPOnly", "SameSite=Lax");
        assertThat(COOKIE.remember(new PortalUrl("http://localhost:8080")).encode()).doesNotContain("Secure");
        assertThat(COOKIE.forget().encode()).contains("tried=", "Max-Age=0", "Path=/step-up");
    }
}
