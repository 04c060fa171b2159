package org.weightgate.requests;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.people.SessionOnly;
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// The last page of the form. What it sends is the saved draft in exactly the version it showed.
@Path("/models/{namespace}/{name}/apply/review")
@Authenticated
@NeedsScope({ Scope.READ, Scope.APPLY })
@Produces(MediaType.TEXT_HTML)
public class SendPages {

    private final CurrentPerson viewer;
    private final Models models;
    private final ReviewBeforeSending review;
    private final ApplicantDesk desk;

    SendPages(CurrentPerson viewer, Models models, ReviewBeforeSending review, ApplicantDesk desk) {
        this.viewer = viewer;
        this.models = models;
        this.review = review;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance send(SendView draft);
    }

    @GET
    public Response page(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @QueryParam("accepted") @DefaultValue("") String accepted) {
        Model model = models.require(namespace, name);
        return answer(200, model, review.of(viewer.require(), model, accepted, List.of(), Optional.empty()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @SessionOnly
    public Response send(@PathParam("namespace") String namespace, @PathParam("name") String name,
            MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        UUID request = RequestIds.parse(FormFields.text(fields, "request"));
        Terms accepted = ApplyPages.accepted(fields);
        var outcome = desk.send(person, request, FormFields.text(fields, "idempotencyKey"), FormFields.number(fields, "draft"),
                accepted);
        return switch (outcome) {
            case Outcome.Done<Receipt>(var receipt) -> Response.seeOther(URI.create("/requests/" + receipt.id())).build();
            case Outcome.Refused<Receipt>(var reason) -> refused(person, model, accepted, reason);
        };
    }

    private Response refused(Person person, Model model, Terms accepted, Refusal reason) {
        Refusals refusal = Refusals.of(reason);
        List<FieldError> errors = switch (reason) {
            case Refusal.InvalidAnswers(var invalid) -> invalid;
            case Refusal.TermsNotAccepted _ -> List.of(new FieldError("terms", refusal.detail()));
            default -> List.of();
        };
        return answer(refusal.status(), model, review.of(person, model, accepted.sha256(), errors,
                errors.isEmpty() ? Optional.of(refusal.detail()) : Optional.empty()));
    }

    private static Response answer(int status, Model model, Optional<SendView> view) {
        return view.map(draft -> Response.status(status).entity(Templates.send(draft).render()).build())
                .orElseGet(() -> Response.seeOther(URI.create(ApplyPages.path(model))).build());
    }
}
