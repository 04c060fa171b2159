package org.weightgate.requests;

import java.net.URI;
import java.util.HashMap;
import java.util.Optional;

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
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.requests.ApplicantDesk.Typed;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// The application form.
@Path("/models/{namespace}/{name}/apply")
@Authenticated
@Produces(MediaType.TEXT_HTML)
public class ApplyPages {

    private final CurrentPerson viewer;
    private final Models models;
    private final ApplicationForm form;
    private final ApplicantDesk desk;

    ApplyPages(CurrentPerson viewer, Models models, ApplicationForm form, ApplicantDesk desk) {
        this.viewer = viewer;
        this.models = models;
        this.form = form;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance apply(ApplyView form);
    }

    @GET
    public Response form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        Optional<AccessRequest> instead = form.insteadOfForm(person, model);
        if (instead.isPresent()) {
            return Response.seeOther(URI.create("/requests/" + instead.get().id())).build();
        }
        return page(200, form.saved(person, model));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response saveOrSend(@PathParam("namespace") String namespace, @PathParam("name") String name,
            MultivaluedMap<String, String> fields) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        Typed typed = typed(fields);
        return "send".equals(fields.getFirst("action")) ? send(person, model, typed, fields) : save(person, model, typed);
    }

    private Response save(Person person, Model model, Typed typed) {
        return switch (desk.save(person, model, typed)) {
            case Outcome.Done<Saved> _ -> Response.seeOther(URI.create("/models/" + model.fullName() + "/apply")).build();
            case Outcome.Refused<Saved>(var reason) -> refused(person, model, typed, reason);
        };
    }

    private Response send(Person person, Model model, Typed typed, MultivaluedMap<String, String> fields) {
        String key = FormFields.text(fields, "idempotencyKey");
        return switch (desk.saveAndSend(person, model, key, typed, accepted(fields))) {
            case Outcome.Done<Receipt>(var receipt) -> Response.seeOther(URI.create("/requests/" + receipt.id())).build();
            case Outcome.Refused<Receipt>(var reason) -> refused(person, model, typed, reason);
        };
    }

    private Response refused(Person person, Model model, Typed typed, Refusal reason) {
        return page(Refusals.of(reason).status(), form.refused(person, model, typed, reason));
    }

    private static Response page(int status, ApplyView view) {
        return Response.status(status).entity(Templates.apply(view).render()).build();
    }

    private static Typed typed(MultivaluedMap<String, String> fields) {
        var answers = new HashMap<String, String>();
        for (Question question : Question.values()) {
            answers.put(question.id(), FormFields.text(fields, question.id()));
        }
        return new Typed(FormFields.number(fields, "draft"), new Answers(answers));
    }

    private static Terms accepted(MultivaluedMap<String, String> fields) {
        return "yes".equals(fields.getFirst("terms"))
                ? new Terms(FormFields.number(fields, "termsVersion"), FormFields.text(fields, "termsSha256"))
                : Terms.NONE;
    }
}
