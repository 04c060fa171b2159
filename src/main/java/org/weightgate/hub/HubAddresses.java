package org.weightgate.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Addresses of the portal as they go into headers and sentences: always absolute.
@Singleton
class HubAddresses {

    private final String portal;

    HubAddresses(@ConfigProperty(name = "weightgate.portal-url") URI portal) {
        this.portal = portal.toString().replaceFirst("/$", "");
    }

    URI portal() {
        return URI.create(portal);
    }

    String to(String path) {
        return portal + path;
    }

    /// `Link` as the strictest client reads it.
    String next(String path, String query) {
        return "<" + portal + path + "?" + query + ">; rel=\"next\"";
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
