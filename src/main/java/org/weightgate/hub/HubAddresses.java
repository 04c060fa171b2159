package org.weightgate.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Singleton;

import org.weightgate.web.PortalUrl;

/// Where a longer list goes on.
@Singleton
class HubAddresses {

    private final PortalUrl portal;

    HubAddresses(PortalUrl portal) {
        this.portal = portal;
    }

    /// `Link` as the strictest client reads it.
    String next(String path, String query) {
        return "<" + portal.to(path + "?" + query) + ">; rel=\"next\"";
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
