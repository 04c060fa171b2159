package org.weightgate.people;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.PortalUrl;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;

/// Who the caller is, in the shape Hugging Face clients read.
@Path("/api/whoami-v2")
@ForJobs
@Authenticated
@NeedsScope({ Scope.READ, Scope.APPLY, Scope.PUBLISH, Scope.REVIEW })
@Produces(MediaType.APPLICATION_JSON)
class WhoamiApi {

    private final CurrentPerson person;
    private final SecurityIdentity identity;
    private final PortalUrl portal;

    WhoamiApi(CurrentPerson person, SecurityIdentity identity,
            PortalUrl portal) {
        this.portal = portal;
        this.person = person;
        this.identity = identity;
    }

    record Whoami(String type, UUID id, String name, String fullname, String email, boolean emailVerified, boolean isPro,
            boolean canPay, String avatarUrl, List<String> orgs, Auth auth) {
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Auth(String type, @Nullable TokenFacts accessToken) {
    }

    /// `models` are the only ones that a job's token is for.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenFacts(String displayName, String role, Instant createdAt, @Nullable Set<String> models) {
    }

    @GET
    public Whoami whoami() {
        Person me = person.require();
        return new Whoami("user", me.id(), me.username(), me.displayName(),
                isJob() ? "" : me.email(), me.emailVerified(), false, false,
                portal.to("/favicon.svg"), List.of(), auth());
    }

    /// A job knows in whose name it downloads and has no business with their address.
    private boolean isJob() {
        return identity.getAttribute(TokenIdentity.MODELS) != null;
    }

    private Auth auth() {
        Set<Scope> scopes = identity.getAttribute(TokenIdentity.SCOPES);
        String name = identity.getAttribute(TokenIdentity.TOKEN_NAME);
        Instant made = identity.getAttribute(TokenIdentity.TOKEN_MADE);
        if (scopes == null || name == null || made == null) {
            return new Auth("session", null);
        }
        return new Auth("access_token",
                new TokenFacts(name, scopes.contains(Scope.PUBLISH) || scopes.contains(Scope.REVIEW) ? "write" : "read", made,
                        identity.getAttribute(TokenIdentity.MODELS)));
    }
}
