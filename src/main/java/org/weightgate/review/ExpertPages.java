package org.weightgate.review;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/// Asking an expert, and taking the question back.
@Path("/review/{id}/experts")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class ExpertPages {

    private static final int UNPROCESSABLE = 422;

    private final CurrentPerson viewer;
    private final Experts experts;
    private final DeskAnswers answers;

    ExpertPages(CurrentPerson viewer, Experts experts, DeskAnswers answers) {
        this.viewer = viewer;
        this.experts = experts;
        this.answers = answers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response invite(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        Person person = viewer.require();
        var typed = new Experts.Typed(FormFields.text(fields, "name"), FormFields.text(fields, "email"),
                FormFields.text(fields, "question"), fields.getOrDefault("field", List.of()),
                FormFields.number(fields, "days"));
        Experts.Invited invited = experts.invite(person, request, typed);
        if (!invited.found()) {
            throw DeskAnswers.notFound();
        }
        if (!invited.errors().isEmpty()) {
            Map<String, String> kept = new HashMap<>();
            fields.forEach((name, values) -> kept.put(name, String.join(",", values)));
            return answers.refused(person, request, UNPROCESSABLE,
                    DeskView.Attempt.errors("expert", Map.copyOf(kept), invited.errors()),
                    DeskAnswers.from(new DecisionForm(fields).from()));
        }
        return Response.seeOther(QueueLink.desk(request, fields, "#experts")).build();
    }

    @POST
    @Path("{invitation}/withdraw")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response withdraw(@PathParam("id") String id, @PathParam("invitation") String invitation,
            MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        if (!experts.withdraw(viewer.require(), request, RequestIds.parse(invitation))) {
            throw DeskAnswers.notFound();
        }
        return Response.seeOther(QueueLink.desk(request, fields, "#experts")).build();
    }
}
