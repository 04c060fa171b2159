package org.weightgate.people;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Signing in and out.
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SessionPages {

    private final CurrentPerson person;
    private final SignOut signOut;

    SessionPages(CurrentPerson person, SignOut signOut) {
        this.person = person;
        this.signOut = signOut;
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

    @POST
    @Path("logout")
    @PermitAll
    @SessionOnly
    public Response logout() {
        return signOut.everywhere();
    }
}
