package org.weightgate.review;

import java.util.List;
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
import org.weightgate.requests.Messages;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestIds;
import org.weightgate.requests.Visibility;
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

/// What a reviewer writes: a note for colleagues, a message to the applicant, a note beside an answer. Who reads it is part of
/// the address a form is sent to and never a choice inside it.
@Path("/review/{id}")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class NotePages {

    private static final int UNPROCESSABLE = 422;

    private final CurrentPerson viewer;
    private final Messages messages;
    private final FieldNotes notes;
    private final ClaimDesk claims;
    private final DeskAnswers answers;

    NotePages(CurrentPerson viewer, Messages messages, FieldNotes notes, ClaimDesk claims, DeskAnswers answers) {
        this.viewer = viewer;
        this.messages = messages;
        this.notes = notes;
        this.claims = claims;
        this.answers = answers;
    }

    @POST
    @Path("internal-notes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response internal(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        return write(RequestIds.parse(id), Visibility.INTERNAL, fields);
    }

    @POST
    @Path("messages-to-applicant")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response toApplicant(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        return write(RequestIds.parse(id), Visibility.APPLICANT, fields);
    }

    @POST
    @Path("field-notes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response beside(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        Person person = viewer.require();
        String field = FormFields.text(fields, "field");
        FieldNotes.Written written = notes.write(person, request, FormFields.number(fields, "revision"), field,
                FormFields.text(fields, "note"));
        if (!written.found()) {
            throw DeskAnswers.notFound();
        }
        claims.active(person, request);
        return written.problem().map(problem -> sentBack(request, "note-" + field, fields, "note-" + field, problem))
                .orElseGet(() -> Response.seeOther(QueueLink.desk(request, fields, "#answer-" + field)).build());
    }

    @POST
    @Path("field-notes/{note}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response remove(@PathParam("id") String id, @PathParam("note") String note,
            MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        if (!notes.remove(viewer.require(), request, RequestIds.parse(note))) {
            throw DeskAnswers.notFound();
        }
        return Response.seeOther(QueueLink.desk(request, fields, "")).build();
    }

    private Response write(UUID request, Visibility visibility, MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        String key = FormFields.text(fields, "idempotencyKey");
        return switch (messages.fromReviewer(person, request, key, visibility, FormFields.text(fields, "message"))) {
            case Outcome.Done<Messages.Written>(var written) -> written(person, request, fields, written.id());
            case Outcome.Refused<Messages.Written>(Refusal.InvalidAnswers(var errors)) ->
                sentBack(request, visibility.name(), fields, visibility.name(), errors.getFirst().message());
            case Outcome.Refused<Messages.Written>(var reason) ->
                answers.refused(person, request, Refusals.of(reason), visibility.name(), fields);
        };
    }

    private Response written(Person person, UUID request, MultivaluedMap<String, String> fields, UUID message) {
        claims.active(person, request);
        return Response.seeOther(QueueLink.desk(request, fields, "#message-" + message)).build();
    }

    private Response sentBack(UUID request, String form, MultivaluedMap<String, String> fields, String field, String problem) {
        return answers.refused(viewer.require(), request, UNPROCESSABLE,
                DeskView.Attempt.errors(form, DeskAnswers.typed(fields), List.of(new FieldError(field, problem))),
                DeskAnswers.from(new DecisionForm(fields).from()));
    }
}
