package org.weightgate.people;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import org.weightgate.web.PortalUrl;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.SecurityIdentity;

/// Ends our session, then the identity provider's.
@ApplicationScoped
class SignOut {

    private final SecurityIdentity identity;
    private final OidcSession session;
    private final PortalUrl portal;

    SignOut(SecurityIdentity identity, OidcSession session, PortalUrl portal) {
        this.identity = identity;
        this.session = session;
        this.portal = portal;
    }

    Response everywhere() {
        IdTokenCredential idToken = identity.getCredential(IdTokenCredential.class);
        OidcConfigurationMetadata provider = identity.getAttribute("configuration-metadata");
        if (identity.isAnonymous() || idToken == null || provider == null || provider.getEndSessionUri() == null) {
            return Response.seeOther(URI.create("/")).build();
        }
        session.logout().await().indefinitely();
        return Response.seeOther(UriBuilder.fromUri(provider.getEndSessionUri())
                .queryParam("id_token_hint", idToken.getToken())
                .queryParam("post_logout_redirect_uri", portal.to("/")).build()).build();
    }
}
