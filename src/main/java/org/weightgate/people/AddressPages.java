package org.weightgate.people;

import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.notices.RefusedAddress;
import org.weightgate.notices.RefusedAddresses;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Whether my mail reaches me, and what to do when my address refuses it.
@Path("/address")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class AddressPages {

    private static final URI PAGE = URI.create("/address");

    private final RefusedAddresses refused;
    private final CurrentPerson person;
    private final String account;

    AddressPages(RefusedAddresses refused, CurrentPerson person,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") String issuer) {
        this.refused = refused;
        this.person = person;
        this.account = issuer.replaceFirst("/$", "") + "/account";
    }

    @CheckedTemplate(basePath = "people")
    static class Templates {

        static native TemplateInstance address(String email, Optional<RefusedAddress> refusal, String account, String problem);

        static native TemplateInstance addressConfirm(String email, String proof);
    }

    @GET
    public TemplateInstance show() {
        return page("");
    }

    @POST
    @Path("try-again")
    public Response tryAgain() {
        Person owner = person.require();
        if (refused.find(owner.email()).isPresent()
                && !refused.ask(owner.id(), owner.displayName(), owner.email())) {
            return Response.status(429)
                    .entity(page("We wrote to this address less than ten minutes ago. Wait for that mail, or try again later."))
                    .build();
        }
        return Response.seeOther(PAGE).build();
    }

    /// Programs that look at links in mails only look; the button is pressed by a person.
    @GET
    @Path("confirm")
    public TemplateInstance askConfirm(@RestQuery @Nullable String proof) {
        return Templates.addressConfirm(person.require().email(), proof == null ? "" : proof);
    }

    @POST
    @Path("confirm")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response confirm(@RestForm @Nullable String proof) {
        if (!refused.confirm(person.require().email(), proof == null ? "" : proof)) {
            return Response.status(409)
                    .entity(page("This link does not fit your address, was used, or is older than a day.")).build();
        }
        return Response.seeOther(PAGE).build();
    }

    private TemplateInstance page(String problem) {
        String email = person.require().email();
        return Templates.address(email, refused.find(email), account, problem);
    }
}
