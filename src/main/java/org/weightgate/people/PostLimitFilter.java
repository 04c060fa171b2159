package org.weightgate.people;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.Network;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// Bounds how many forms one person and one network send. Reading is free, and so are uploads, tickets and device logins, which
/// have bounds of their own.
class PostLimitFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final SecurityIdentity identity;
    private final PostLimits limits;

    PostLimitFilter(SecurityIdentity identity, PostLimits limits) {
        this.identity = identity;
        this.limits = limits;
    }

    @ServerRequestFilter
    void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isForm(request.method().name(), request.path(), request.getHeader("Content-Type"))) {
            return;
        }
        limits.check(person(), Network.name(request));
    }

    static boolean isForm(String method, @Nullable String path, @Nullable String contentType) {
        if (READING.contains(method) || path == null || path.startsWith("/oauth/") || path.startsWith("/api/v1/device")) {
            return false;
        }
        String type = Objects.requireNonNullElse(contentType, "").toLowerCase(Locale.ROOT);
        return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/")
                || path.startsWith("/api/v1/requests/")
                || (path.startsWith("/api/v1/models/") && path.endsWith("/request"))
                || (!path.startsWith("/api/") && type.isEmpty());
    }

    private @Nullable String person() {
        Person byToken = identity.getAttribute(TokenIdentity.PERSON);
        if (byToken != null) {
            return byToken.id().toString();
        }
        return identity.getPrincipal() instanceof JsonWebToken token ? token.getIssuer() + ' ' + token.getSubject() : null;
    }
}
