package org.weightgate.grants;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.KeptForms;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.people.SessionOnly;
import org.weightgate.people.TypedForm;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// New terms: holders read and accept them, owners publish them and see who has.
@Path("/grants")
@Authenticated
@Produces(MediaType.TEXT_HTML)
class TermsPages {

    private final Models models;
    private final TermsDesk desk;
    private final TermsProgressReading progress;
    private final KeptForms kept;
    private final TypedForm typed;
    private final CurrentPerson person;

    TermsPages(Models models, TermsDesk desk, TermsProgressReading progress, KeptForms kept, TypedForm typed,
            CurrentPerson person) {
        this.models = models;
        this.desk = desk;
        this.progress = progress;
        this.kept = kept;
        this.typed = typed;
        this.person = person;
    }

    @CheckedTemplate(basePath = "grants")
    static class Templates {

        static native TemplateInstance terms(TermsView terms, String error);

        static native TemplateInstance publishTerms(TermsForm form);

        static native TemplateInstance termsProgress(TermsProgress progress);
    }

    static String path(String model) {
        return "/grants/terms/" + model;
    }

    @GET
    @Path("terms/{namespace}/{name}")
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public TemplateInstance read(@RestPath String namespace, @RestPath String name) {
        return Templates.terms(desk.view(models.require(namespace, name)), "");
    }

    @POST
    @Path("terms/{namespace}/{name}")
    @SessionOnly
    public Response accept(@RestPath String namespace, @RestPath String name, @RestForm int version,
            @RestForm @Nullable String sha256, @RestForm @Nullable String accept) {
        Model model = models.require(namespace, name);
        if (!"yes".equals(accept)) {
            return Response.status(422).entity(Templates.terms(desk.view(model), "Tick the box to accept the terms.")).build();
        }
        try {
            desk.accept(model, version, sha256 == null ? "" : sha256);
        } catch (ProblemException refused) {
            if (!"terms-changed".equals(refused.reason())) {
                throw refused;
            }
            return Response.status(409).entity(Templates.terms(desk.view(model), String.valueOf(refused.getMessage()))).build();
        }
        return Response.seeOther(URI.create("/grants")).build();
    }

    @GET
    @Path("model/{namespace}/{name}/terms")
    @NeedsScope(Scope.PUBLISH)
    public TemplateInstance form(@RestPath String namespace, @RestPath String name, @RestQuery @Nullable UUID kept) {
        Model model = models.require(namespace, name);
        desk.requireOwner(model);
        TermsForm current = progress.form(model);
        return Templates.publishTerms(this.kept.of(person.require(), address(model), kept).map(current::typedAgain)
                .orElse(current));
    }

    @POST
    @Path("model/{namespace}/{name}/terms")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @NeedsScope(Scope.PUBLISH)
    public Response publish(@RestPath String namespace, @RestPath String name, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        Model model = models.require(namespace, name);
        desk.requireOwner(model);
        TermsForm form = progress.form(model).typed(fields);
        if (!form.errors().isEmpty()) {
            return Response.status(422).entity(Templates.publishTerms(form)).build();
        }
        try {
            int version = desk.publish(model, form.title(), form.body(), form.mustAccept(), form.grace(), form.replaces())
                    .version();
            return Response.seeOther(URI.create(address(model) + (form.mustAccept() ? "/" + version : ""))).build();
        } catch (ProblemException refused) {
            if (!"terms-changed".equals(refused.reason())) {
                throw refused;
            }
            return Response.status(409).entity(Templates.publishTerms(progress.overtaken(model, form))).build();
        }
    }

    @GET
    @Path("model/{namespace}/{name}/terms/{version}")
    @NeedsScope(Scope.PUBLISH)
    public TemplateInstance progress(@RestPath String namespace, @RestPath String name, @RestPath int version,
            @RestQuery @Nullable String show, @RestQuery @Nullable UUID after) {
        Model model = models.require(namespace, name);
        desk.requireOwner(model);
        return Templates.termsProgress(progress.of(model, version, TermsProgress.Group.of(show), Optional.ofNullable(after)));
    }

    private static String address(Model model) {
        return "/grants/model/" + model.fullName() + "/terms";
    }
}
