package org.weightgate.requests;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
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
import org.weightgate.people.SignedOutForms;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.web.FormFields;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/// The application form. Every button of it saves what was typed before it does anything else.
@Path("/models/{namespace}/{name}/apply")
@Authenticated
@NeedsScope({ Scope.READ, Scope.APPLY })
@Produces(MediaType.TEXT_HTML)
public class ApplyPages {

    private final CurrentPerson viewer;
    private final Models models;
    private final ApplicationForm form;
    private final DraftDesk drafts;
    private final ApplicantDesk desk;
    private final CompanyActs acts;
    private final SignedOutForms kept;
    private final RoutingContext context;
    private final SecurityIdentity identity;

    ApplyPages(CurrentPerson viewer, Models models, ApplicationForm form, DraftDesk drafts, ApplicantDesk desk,
            CompanyActs acts, SignedOutForms kept, RoutingContext context, SecurityIdentity identity) {
        this.viewer = viewer;
        this.models = models;
        this.form = form;
        this.drafts = drafts;
        this.desk = desk;
        this.acts = acts;
        this.kept = kept;
        this.context = context;
        this.identity = identity;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance apply(ApplyView form);
    }

    @GET
    public Response form(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @QueryParam("accepted") @DefaultValue("") String accepted) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        Optional<AccessRequest> instead = form.insteadOfForm(person, model);
        if (instead.isPresent()) {
            return Response.seeOther(URI.create("/requests/" + instead.get().id())).build();
        }
        if (form.isBanned(person, model)) {
            return Response.seeOther(URI.create("/models/" + model.fullName())).build();
        }
        if (form.mustRenew(person, model)) {
            return Response.seeOther(URI.create("/models/" + model.fullName() + "/renew")).build();
        }
        if (form.waitsAfterAccess(person, model)) {
            return Response.seeOther(URI.create("/grants")).build();
        }
        Optional<Typing> typed = kept.of(context, identity, path(model)).map(Typing::of);
        return page(200,
                typed.map(typing -> form.restored(person, model, typing)).orElseGet(() -> form.saved(person, model, accepted)));
    }

    /// Open to everyone, so that what somebody sends after their session has ended is put aside and not lost.
    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @SessionOnly
    public Response act(@PathParam("namespace") String namespace, @PathParam("name") String name,
            MultivaluedMap<String, String> fields) {
        Model model = models.require(namespace, name);
        Optional<Person> person = viewer.find();
        if (person.isEmpty()) {
            return kept.putAside(context, path(model), fields);
        }
        Typing typing = Typing.of(fields);
        String action = FormFields.text(fields, "action");
        if (action.equals("send")) {
            return send(person.get(), model, typing, fields);
        }
        return switch (drafts.save(person.get(), model, typing)) {
            case Outcome.Refused<Saved>(var reason) -> refused(person.get(), model, typing, reason);
            case Outcome.Done<Saved>(var saved) -> saved(person.get(), model, saved.id(), typing, action);
        };
    }

    private Response saved(Person person, Model model, UUID request, Typing typing, String action) {
        var errors = new ArrayList<FieldError>(drafts.nameReferee(person, request, typing));
        Optional<CompanyActs.Done> done = acts.carryOut(person, request, action, typing);
        done.map(CompanyActs.Done::errors).ifPresent(errors::addAll);
        if (!action.equals("invite")) {
            errors.addAll(DraftDesk.unfinished(typing));
        }
        if (action.equals("review")) {
            errors.addAll(typing.answers().errors());
        }
        if (!errors.isEmpty()) {
            return page(422, form.refused(person, model, typing, errors));
        }
        if (action.equals("review")) {
            return Response.seeOther(URI.create(typing.formAgain(path(model) + "/review", ""))).build();
        }
        String place = done.map(CompanyActs.Done::place).orElse("");
        return Response.seeOther(URI.create(typing.formAgain(path(model), place))).build();
    }

    private Response send(Person person, Model model, Typing typing, MultivaluedMap<String, String> fields) {
        List<FieldError> errors = drafts.beforeSending(person, model, typing);
        if (!errors.isEmpty()) {
            return page(422, form.refused(person, model, typing, errors));
        }
        String idempotency = FormFields.text(fields, "idempotencyKey");
        return switch (desk.saveAndSend(person, model, idempotency, typing.typed(), accepted(fields))) {
            case Outcome.Done<Receipt>(var receipt) ->
                Response.seeOther(URI.create("/requests/" + receipt.id())).build();
            case Outcome.Refused<Receipt>(var reason) -> refused(person, model, typing, reason);
        };
    }

    private Response refused(Person person, Model model, Typing typing, Refusal reason) {
        return page(Refusals.of(reason).status(), form.refused(person, model, typing, reason));
    }

    static Response page(int status, ApplyView view) {
        return Response.status(status).entity(Templates.apply(view).render()).build();
    }

    static String path(Model model) {
        return "/models/" + model.fullName() + "/apply";
    }

    static Terms accepted(MultivaluedMap<String, String> fields) {
        return "yes".equals(fields.getFirst("terms"))
                ? new Terms(FormFields.number(fields, "termsVersion"), FormFields.text(fields, "termsSha256"))
                : Terms.NONE;
    }

}
