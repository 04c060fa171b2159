package org.weightgate.requests;

import java.net.URI;
import java.util.List;
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

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.people.SessionOnly;
import org.weightgate.web.FormFields;
import org.weightgate.web.Sha256;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// My requests and where each stands.
@Path("/requests")
@Authenticated
@NeedsScope({ Scope.READ, Scope.APPLY })
@Produces(MediaType.TEXT_HTML)
public class RequestPages {

    private final CurrentPerson viewer;
    private final MyRequests mine;
    private final StatusReader reader;
    private final ApplicantDesk desk;

    RequestPages(CurrentPerson viewer, MyRequests mine, StatusReader reader, ApplicantDesk desk) {
        this.viewer = viewer;
        this.mine = mine;
        this.reader = reader;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "requests")
    static class Templates {
        static native TemplateInstance list(List<RequestRow> rows, List<TeamRow> teams);

        static native TemplateInstance status(StatusView request);

        static native TemplateInstance live(StatusView request, String seen);

        static native TemplateInstance withdraw(StatusView request);
    }

    @GET
    public TemplateInstance list() {
        Person person = viewer.require();
        return Templates.list(mine.of(person), mine.teams(person));
    }

    @GET
    @Path("{id}")
    public TemplateInstance status(@PathParam("id") String id) {
        return Templates.status(require(id));
    }

    /// The parts of the page that change while somebody looks at it; 204 when they are as they were `seen`.
    @GET
    @Path("{id}/live")
    public Response live(@PathParam("id") String id, @QueryParam("seen") @DefaultValue("") String seen) {
        StatusView view = require(id);
        String now = Sha256.hex(Templates.live(view, "").render()).substring(0, 16);
        return now.equals(seen) ? Response.noContent().build() : Response.ok(Templates.live(view, now).render()).build();
    }

    @GET
    @Path("{id}/withdraw")
    public TemplateInstance confirmWithdrawal(@PathParam("id") String id) {
        return Templates.withdraw(require(id));
    }

    @POST
    @Path("{id}/withdraw")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @SessionOnly
    public Response withdraw(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        return switch (desk.withdraw(viewer.require(), request, FormFields.text(fields, "idempotencyKey"))) {
            case Outcome.Done<Receipt> _ -> Response.seeOther(URI.create("/requests/" + request)).build();
            case Outcome.Refused<Receipt>(var reason) -> throw Refusals.of(reason).exception();
        };
    }

    @POST
    @Path("{id}/copy")
    @SessionOnly
    public Response copy(@PathParam("id") String id) {
        StatusView old = require(id);
        return switch (desk.copyAsNew(viewer.require(), old.id(), "")) {
            case Outcome.Done<ApplicantDesk.Saved> _ -> Response.seeOther(URI.create(old.applyPath())).build();
            case Outcome.Refused<ApplicantDesk.Saved>(Refusal.AlreadyStarted _) ->
                Response.seeOther(URI.create(old.applyPath())).build();
            case Outcome.Refused<ApplicantDesk.Saved>(var reason) -> throw Refusals.of(reason).exception();
        };
    }

    private StatusView require(String id) {
        return reader.of(viewer.require(), RequestIds.parse(id), StatusView.Attempt.NONE)
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
    }
}
