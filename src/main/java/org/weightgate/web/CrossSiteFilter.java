package org.weightgate.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// Refuses what another site makes a reader's browser send. Reading is free; whatever may change something must come from our
/// own pages. A program that sends an `Authorization` header is no browser acting on a cookie.
class CrossSiteFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @ServerRequestFilter(preMatching = true)
    void check(RoutingContext context) {
        if (!mayPass(context.request())) {
            throw new ProblemException(403, "cross-site",
                    "This was sent from another site, so nothing was done. Use our own page.");
        }
    }

    static boolean mayPass(HttpServerRequest request) {
        if (SAFE.contains(request.method().name()) || request.getHeader("Authorization") != null) {
            return true;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return OWN.contains(site.toLowerCase(Locale.ROOT));
        }
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return isOwn(origin, request);
        }
        return request.getHeader("Cookie") == null;
    }

    private static boolean isOwn(String origin, HttpServerRequest request) {
        String own = request.scheme() + "://" + authority(request);
        return normal(origin).equals(normal(own)) && !normal(origin).isEmpty();
    }

    private static String authority(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().toString();
    }

    private static String normal(String address) {
        try {
            URI uri = new URI(address);
            @Nullable
            String host = uri.getHost();
            if (host == null) {
                return "";
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            return uri.getScheme() + "://" + host.toLowerCase(Locale.ROOT) + ":" + port;
        } catch (URISyntaxException _) {
            return "";
        }
    }
}
