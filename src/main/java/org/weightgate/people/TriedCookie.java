package org.weightgate.people;

import org.weightgate.web.PortalUrl;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;

/// Remembers in the browser that the identity provider was asked to let somebody sign in anew, so that one that does not comply
/// leads to a page that says so and not into a circle.
record TriedCookie(String name, String path, long seconds) {

    Cookie remember(PortalUrl portal) {
        return cookie("1").setSecure(portal.isHttps()).setMaxAge(seconds);
    }

    Cookie forget() {
        return cookie("").setMaxAge(0);
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(name, value).setPath(path).setHttpOnly(true).setSameSite(CookieSameSite.LAX);
    }
}
