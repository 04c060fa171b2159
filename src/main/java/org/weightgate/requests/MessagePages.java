package org.weightgate.requests;

import java.net.URI;
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

import io.quarkus.security.Authenticated;

/// The applicant writes into the thread of their request.
@Path("/requests/{id}/messages")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class MessagePages {

    private final CurrentPerson viewer;
    private final StatusReader reader;
    private final Messages messages;

    MessagePages(CurrentPerson viewer, StatusReader reader, Messages messages) {
        this.viewer = viewer;
        this.reader = reader;
        this.messages = messages;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response write(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        UUID request = RequestIds.parse(id);
        String typed = FormFields.text(fields, "message");
        return switch (messages.fromApplicant(person, request, FormFields.text(fields, "idempotencyKey"), typed)) {
            case Outcome.Done<Messages.Written>(var written) ->
                Response.seeOther(URI.create("/requests/" + request + "#message-" + written.id())).build();
            case Outcome.Refused<Messages.Written>(var reason) -> refused(person, request, typed, Refusals.of(reason));
        };
    }

    private Response refused(Person person, UUID request, String typed, Refusals refusal) {
        StatusView view = reader.of(person, request, StatusView.Attempt.message(typed, refusal.detail()))
                .orElseThrow(refusal::exception);
        return Response.status(refusal.status()).entity(RequestPages.Templates.status(view).render()).build();
    }
}
