package org.weightgate.requests;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
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
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Renewing access: first the report on its use, then the form with the answers given before.
@Path("/models/{namespace}/{name}/renew")
@Authenticated
@NeedsScope({ Scope.READ, Scope.APPLY })
@Produces(MediaType.TEXT_HTML)
class RenewPages {

    private final CurrentPerson viewer;
    private final Models models;
    private final RenewalDesk desk;

    RenewPages(CurrentPerson viewer, Models models, RenewalDesk desk) {
        this.viewer = viewer;
        this.models = models;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {

        static native TemplateInstance renew(RenewView renewal);
    }

    @GET
    public Response ask(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        return desk.approved(person, model)
                .map(approved -> Response.ok(page(person, model, desk.begun(approved), List.of(), Optional.empty())).build())
                .orElseGet(() -> to("/models/" + model.fullName() + "/apply"));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @SessionOnly
    public Response renew(@PathParam("namespace") String namespace, @PathParam("name") String name,
            MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        var report = new UsageReport(FormFields.text(fields, "summary"), FormFields.text(fields, "publications"));
        return switch (desk.renew(person, model, FormFields.text(fields, "idempotencyKey"), report)) {
            case Outcome.Done<Saved> _ -> to("/models/" + model.fullName() + "/apply");
            case Outcome.Refused<Saved>(var refusal) -> refused(person, model, report, refusal);
        };
    }

    private Response refused(Person person, Model model, UsageReport report, Refusal refusal) {
        List<FieldError> errors = refusal instanceof Refusal.InvalidAnswers(var wrong) ? wrong : List.of();
        Optional<String> notice = errors.isEmpty() ? Optional.of(Refusals.of(refusal).detail()) : Optional.empty();
        return Response.status(Refusals.of(refusal).status()).entity(page(person, model, report, errors, notice)).build();
    }

    private String page(Person person, Model model, UsageReport report, List<FieldError> errors, Optional<String> notice) {
        return Templates.renew(new RenewView(model.fullName(), desk.downloaded(person, model), report, errors, notice,
                UUID.randomUUID().toString())).render();
    }

    private static Response to(String path) {
        return Response.seeOther(URI.create(path)).build();
    }
}
