package org.weightgate.requests;

import java.net.URI;
import java.util.UUID;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;

import io.quarkus.security.Authenticated;

/// Beginning anew with the answers of a closed request.
@Path("/requests/{id}/copy")
@Authenticated
@Produces(MediaType.TEXT_HTML)
public class CopyPages {

    private final CurrentPerson viewer;
    private final ApplicantDesk desk;
    private final StatusReader reader;

    CopyPages(CurrentPerson viewer, ApplicantDesk desk, StatusReader reader) {
        this.viewer = viewer;
        this.desk = desk;
        this.reader = reader;
    }

    /// Whoever has begun already, with the first of two clicks for example, goes on there.
    @POST
    public Response copy(@PathParam("id") String id) {
        UUID request = RequestIds.parse(id);
        Person person = viewer.require();
        return switch (desk.copyAsNew(person, request, "")) {
            case Outcome.Done<ApplicantDesk.Saved> _ -> form(person, request);
            case Outcome.Refused<ApplicantDesk.Saved>(var reason) -> refused(person, request, reason);
        };
    }

    private Response refused(Person person, UUID request, Refusal reason) {
        if (reason instanceof Refusal.AlreadyStarted) {
            return form(person, request);
        }
        throw Refusals.of(reason).exception();
    }

    private Response form(Person person, UUID request) {
        StatusView old = reader.of(person, request, StatusView.Attempt.NONE)
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        return Response.seeOther(URI.create(old.applyPath())).build();
    }
}
