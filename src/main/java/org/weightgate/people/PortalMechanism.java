package org.weightgate.people;

import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import org.weightgate.web.PortalUrl;
import org.weightgate.web.Problem;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// Two ways in: a browser's session, kept by OIDC, and our own bearer tokens. Tokens of the identity provider are not taken.
@Alternative
@Priority(1)
@ApplicationScoped
class PortalMechanism implements HttpAuthenticationMechanism {

    private static final String BEARER = "bearer ";

    /// Hugging Face clients know a bad token by exactly these words.
    private static final String BAD_TOKEN = "Invalid credentials in Authorization header";

    private final OidcAuthenticationMechanism sessions;
    private final String refused;

    PortalMechanism(OidcAuthenticationMechanism sessions, PortalUrl portal) {
        this.sessions = sessions;
        this.refused = new JsonObject()
                .put("error", BAD_TOKEN)
                .put("type", "urn:weightgate:problem:invalid-token")
                .put("title", "Please sign in")
                .put("status", 401)
                .put("detail", "This access token is unknown, expired or revoked. Make a new one at " + portal.to("/tokens"))
                .put("reason", "invalid-token")
                .encode();
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        Optional<String> token = bearer(context);
        // a form whose sender's session is over is put aside before they are asked to sign in
        if (token.isEmpty()) {
            Uni<SecurityIdentity> session = sessions.authenticate(context, providers);
            return SignedOutForms.isForm(context.request())
                    ? session.onFailure(AuthenticationFailedException.class).recoverWithNull()
                    : session;
        }
        return providers.authenticate(HttpSecurityUtils.setRoutingContextAttribute(new TokenRequest(token.get()), context));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        if (isProgram(context)) {
            return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
        }
        if (context.request().getHeader("HX-Request") != null) {
            return Uni.createFrom().item(new ChallengeData(401, "HX-Redirect", "/login"));
        }
        return sessions.getChallenge(context);
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (!isProgram(context)) {
            return HttpAuthenticationMechanism.super.sendChallenge(context);
        }
        context.response().setStatusCode(401)
                .putHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .putHeader("X-Error-Message", BAD_TOKEN)
                .putHeader("Content-Type", isHub(context) ? "application/json" : Problem.MEDIA_TYPE)
                .end(refused);
        return Uni.createFrom().item(true);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        var types = new HashSet<Class<? extends AuthenticationRequest>>(sessions.getCredentialTypes());
        types.add(TokenRequest.class);
        return types;
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return bearer(context).isPresent()
                ? Uni.createFrom().item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"))
                : sessions.getCredentialTransport(context);
    }

    private static Optional<String> bearer(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return Optional.of(header.substring(BEARER.length()).strip());
    }

    private static boolean isProgram(RoutingContext context) {
        String path = path(context);
        return path.startsWith("/api/") || path.contains("/resolve/") || context.request().getHeader("Authorization") != null;
    }

    /// Where their clients read JSON only when it is called so.
    private static boolean isHub(RoutingContext context) {
        String path = path(context);
        return path.startsWith("/api/models") || path.equals("/api/whoami-v2") || path.contains("/resolve/")
                || path.contains("/raw/");
    }

    private static String path(RoutingContext context) {
        return Objects.requireNonNullElse(context.request().path(), "/");
    }
}
