package org.weightgate.review;

import java.net.URI;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.SessionOnly;
import org.weightgate.web.FormFields;

/// Being away, and being back.
@Path("/review/away")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class AwayPages {

    private final CurrentPerson viewer;
    private final ClaimDesk claims;

    AwayPages(CurrentPerson viewer, ClaimDesk claims) {
        this.viewer = viewer;
        this.claims = claims;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response away(MultivaluedMap<String, String> fields) {
        claims.away(viewer.require(), FormFields.text(fields, "away").equals("yes"));
        return Response.seeOther(URI.create("/review")).build();
    }
}
