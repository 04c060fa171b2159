package org.weightgate.requests;

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
import org.weightgate.people.Person;
import org.weightgate.people.SessionOnly;
import org.weightgate.web.LinkSecret;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Where somebody answers an invitation to a team: signed in, in their own name.
@Path("/join/{secret}")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class JoinPages {

    private final CurrentPerson viewer;
    private final TeamDesk desk;

    JoinPages(CurrentPerson viewer, TeamDesk desk) {
        this.viewer = viewer;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance join(JoinView invitation);
    }

    @GET
    public TemplateInstance invitation(@PathParam("secret") String secret) {
        return Templates.join(desk.open(viewer.require(), parse(secret))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response answer(@PathParam("secret") String typed, MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        LinkSecret secret = parse(typed);
        JoinView view = "join".equals(fields.getFirst("action")) ? desk.join(person, secret, ApplyPages.accepted(fields))
                : desk.decline(person, secret);
        return Response.status(view.problem().isPresent() ? 422 : 200).entity(Templates.join(view).render()).build();
    }

    private static LinkSecret parse(String secret) {
        return LinkSecret.parse(secret).orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
    }
}
