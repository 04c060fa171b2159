package org.weightgate.people;

import java.net.URI;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;

/// Signing in and out.
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SessionPages {

    private final SecurityIdentity identity;
    private final CurrentPerson person;
    private final OidcSession session;
    private final URI portal;

    SessionPages(SecurityIdentity identity, CurrentPerson person, OidcSession session,
            @ConfigProperty(name = "weightgate.portal-url") URI portal) {
        this.identity = identity;
        this.person = person;
        this.session = session;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "people")
    static class Templates {

        static native TemplateInstance logout();
    }

    /// Whoever is not signed in yet is sent to the identity provider first and comes back here.
    @GET
    @Path("login")
    @Authenticated
    @SessionOnly
    public Response login(@RestQuery("return") @Nullable String back) {
        person.require();
        return Response.seeOther(LocalPath.of(back).uri()).build();
    }

    @GET
    @Path("logout")
    @PermitAll
    public TemplateInstance askLogout() {
        return Templates.logout();
    }

    /// Ends our session, then the identity provider's.
    @POST
    @Path("logout")
    @PermitAll
    @SessionOnly
    public Response logout() {
        IdTokenCredential idToken = identity.getCredential(IdTokenCredential.class);
        OidcConfigurationMetadata provider = identity.getAttribute("configuration-metadata");
        if (identity.isAnonymous() || idToken == null || provider == null || provider.getEndSessionUri() == null) {
            return Response.seeOther(URI.create("/")).build();
        }
        session.logout().await().indefinitely();
        return Response.seeOther(UriBuilder.fromUri(provider.getEndSessionUri())
                .queryParam("id_token_hint", idToken.getToken())
                .queryParam("post_logout_redirect_uri", portal.resolve("/").toString()).build()).build();
    }
}
