package org.weightgate.web;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/// What every answer tells the browser, errors and static files included.
@Singleton
class SecurityHeaders {

    private static final int FIRST = 1000;
    private static final Pattern SECRETS = Pattern.compile("/(opinion|referee|join)/.*|/address/confirm");

    private final String policy;

    /// Two forms end elsewhere, so those addresses may receive them: signing out at the identity provider, and the download
    /// button at the store.
    SecurityHeaders(@ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<URI> identityProvider,
            @ConfigProperty(name = "weightgate.s3.endpoint") Optional<URI> store,
            @ConfigProperty(name = "weightgate.s3.public-endpoint") Optional<URI> publicStore,
            @ConfigProperty(name = "weightgate.s3.path-style", defaultValue = "true") boolean pathStyle,
            @ConfigProperty(name = "weightgate.s3.bucket", defaultValue = "") String bucket) {
        this.policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; form-action 'self'" + origin(identityProvider, "")
                + origin(publicStore.or(() -> store), pathStyle ? "" : bucket + ".")
                + "; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String origin(Optional<URI> address, String before) {
        return address.map(uri -> " " + uri.getScheme() + "://" + before + uri.getAuthority()).orElse("");
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, FIRST);
    }

    private void add(RoutingContext context) {
        context.addHeadersEndHandler(_ -> write(context.request(), context.response()));
        context.next();
    }

    private void write(HttpServerRequest request, HttpServerResponse response) {
        var headers = response.headers();
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", isSecret(request) ? "strict-origin" : "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        if ("https".equals(request.scheme())) {
            headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        if (!headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-store");
        }
    }

    /// Whether the page's own address is a secret from a mail, which no other page and no log of a proxy need get as Referer.
    private static boolean isSecret(HttpServerRequest request) {
        return SECRETS.matcher(Objects.requireNonNullElse(request.path(), "/")).matches();
    }
}
