package org.weightgate.review;

import java.net.URI;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
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
import org.weightgate.requests.RequestIds;
import org.weightgate.web.FormFields;

/// The buttons with which a request is claimed, taken over, given away and released.
@Path("/review/{id}/claim")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class ClaimPages {

    private final CurrentPerson viewer;
    private final ClaimDesk claims;
    private final DeskAnswers answers;

    ClaimPages(CurrentPerson viewer, ClaimDesk claims, DeskAnswers answers) {
        this.viewer = viewer;
        this.claims = claims;
        this.answers = answers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response claim(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        Person person = viewer.require();
        ClaimDesk.Result result = switch (FormFields.text(fields, "act")) {
            case "take-over" -> claims.take(person, request, true);
            case "release" -> claims.release(person, request);
            case "give" -> claims.give(person, request, FormFields.text(fields, "to"));
            default -> claims.take(person, request, false);
        };
        return result.refused().map(reason -> answers.refused(person, request, reason.status(),
                DeskView.Attempt.notice(reason.detail()), DeskAnswers.from(new DecisionForm(fields).from())))
                .orElseGet(() -> Response.seeOther(back(request, fields)).build());
    }

    /// The list when the row was claimed there, the desk otherwise.
    private static URI back(UUID request, MultivaluedMap<String, String> fields) {
        return FormFields.text(fields, "from").equals("queue") ? URI.create("/review?view=mine")
                : QueueLink.desk(request, fields, "");
    }
}
