package org.weightgate.requests;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.web.FormFields;
import org.weightgate.web.LinkSecret;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// A referee's page. It needs no account: the link is the key. Opening it changes nothing, so a mail scanner does no harm.
@Path("/referee/{secret}")
@PermitAll
@Produces(MediaType.TEXT_HTML)
public class RefereePages {

    private final CurrentPerson viewer;
    private final RefereeDesk desk;

    RefereePages(CurrentPerson viewer, RefereeDesk desk) {
        this.viewer = viewer;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance referee(RefereeView question);
    }

    @GET
    public TemplateInstance question(@PathParam("secret") String secret) {
        return Templates.referee(
                desk.open(parse(secret)).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response answer(@PathParam("secret") String secret, MultivaluedMap<String, String> fields) {
        String action = FormFields.text(fields, "action");
        if (!"confirm".equals(action) && !"decline".equals(action)) {
            return desk.open(parse(secret), FormFields.text(fields, "comment"), "Choose one of the two answers.")
                    .map(view -> Response.status(422).entity(Templates.referee(view).render()).build())
                    .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        }
        RefereeView view = desk.answer(parse(secret), "confirm".equals(action), FormFields.text(fields, "comment"),
                viewer.find());
        return Response.status(view.problem().isPresent() ? 422 : 200).entity(Templates.referee(view).render()).build();
    }

    private static LinkSecret parse(String secret) {
        return LinkSecret.parse(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
    }
}
