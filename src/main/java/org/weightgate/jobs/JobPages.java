package org.weightgate.jobs;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.people.SessionOnly;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.Problem.FieldError;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// The jobs a person lets download in their name.
@Path("/tokens/jobs")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class JobPages {

    private final JobDesk desk;
    private final JobIssuers issuers;
    private final CurrentPerson current;
    private final PortalUrl portal;

    JobPages(JobDesk desk, JobIssuers issuers, CurrentPerson current,
            PortalUrl portal) {
        this.desk = desk;
        this.issuers = issuers;
        this.current = current;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "jobs")
    static class Templates {

        static native TemplateInstance jobs(List<TrustedJobs.Row> rows, List<String> models, List<JobIssuers.Named> issuers,
                JobForm form, List<FieldError> errors, PortalUrl portal, String username);
    }

    @GET
    public TemplateInstance list() {
        return page(JobForm.EMPTY, List.of());
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response trust(@RestForm @Nullable String model, @RestForm @Nullable String issuer,
            @RestForm @Nullable String subject) {
        JobForm form = JobForm.of(model, issuer, subject);
        List<FieldError> errors = form.errors(issuers.all());
        if (errors.isEmpty()) {
            Optional<JobForm.Fault> fault = desk.trust(current.require(), form);
            if (fault.isEmpty()) {
                return Response.seeOther(URI.create("/tokens/jobs")).build();
            }
            errors = List.of(fault.get().error());
        }
        return Response.status(422).entity(page(form, errors)).build();
    }

    @POST
    @Path("{id}/remove")
    public Response forget(@RestPath UUID id) {
        if (!desk.forget(current.require(), id)) {
            throw ProblemException.notFound("You have let in no such job.");
        }
        return Response.seeOther(URI.create("/tokens/jobs")).build();
    }

    private TemplateInstance page(JobForm form, List<FieldError> errors) {
        Person person = current.require();
        return Templates.jobs(desk.of(person), desk.modelsOf(person), issuers.all(), form, errors, portal,
                person.username());
    }
}
