package org.weightgate.requests;

import java.net.URI;
import java.util.List;
import java.util.UUID;

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
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.security.Authenticated;

/// People beside the applicant, changed on the page of a request that was sent: correcting the referee, taking a member off,
/// leaving a team.
@Path("/requests/{id}")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class CompanyPages {

    private final CurrentPerson viewer;
    private final StatusReader reader;
    private final RefereeDesk referees;
    private final TeamDesk team;

    CompanyPages(CurrentPerson viewer, StatusReader reader, RefereeDesk referees, TeamDesk team) {
        this.viewer = viewer;
        this.reader = reader;
        this.referees = referees;
        this.team = team;
    }

    @POST
    @Path("referee")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response correctReferee(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        UUID request = RequestIds.parse(id);
        String name = FormFields.text(fields, "refereeName");
        String email = FormFields.text(fields, "refereeEmail");
        String key = FormFields.text(fields, "idempotencyKey");
        return switch (referees.name(person, request, name, email, key.isBlank() ? "" : key + List.of(name, email))) {
            case Outcome.Done<RefereeState> _ -> Response.seeOther(URI.create("/requests/" + request + "#beside")).build();
            case Outcome.Refused<RefereeState>(var reason) ->
                page(person, request, reason, new StatusView.Attempt("", name, email, errors(reason)));
        };
    }

    private static List<FieldError> errors(Refusal reason) {
        return reason instanceof Refusal.InvalidAnswers(var wrong) ? wrong
                : List.of(new FieldError("refereeEmail", Refusals.of(reason).detail()));
    }

    @POST
    @Path("members/{member}/drop")
    public Response drop(@PathParam("id") String id, @PathParam("member") String member) {
        UUID request = RequestIds.parse(id);
        return switch (team.drop(viewer.require(), request, RequestIds.parse(member))) {
            case Outcome.Done<UUID> _ -> Response.seeOther(URI.create("/requests/" + request + "#beside")).build();
            case Outcome.Refused<UUID>(var reason) -> throw Refusals.of(reason).exception();
        };
    }

    @POST
    @Path("leave")
    public Response leave(@PathParam("id") String id) {
        return switch (team.leave(viewer.require(), RequestIds.parse(id))) {
            case Outcome.Done<UUID> _ -> Response.seeOther(URI.create("/requests")).build();
            case Outcome.Refused<UUID>(var reason) -> throw Refusals.of(reason).exception();
        };
    }

    private Response page(Person person, UUID request, Refusal reason, StatusView.Attempt attempt) {
        Refusals refusal = Refusals.of(reason);
        StatusView view = reader.of(person, request, attempt).orElseThrow(refusal::exception);
        return Response.status(refusal.status()).entity(RequestPages.Templates.status(view).render()).build();
    }
}
