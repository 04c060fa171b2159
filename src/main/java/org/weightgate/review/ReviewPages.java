package org.weightgate.review;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestIds;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The queue and the desk.
@Path("/review")
@RolesAllowed({ "reviewer", "publisher" })
@Produces(MediaType.TEXT_HTML)
public class ReviewPages {

    private final CurrentPerson viewer;
    private final QueueReader queue;
    private final DeskReader reader;
    private final ReviewDesk desk;

    ReviewPages(CurrentPerson viewer, QueueReader queue, DeskReader reader, ReviewDesk desk) {
        this.viewer = viewer;
        this.queue = queue;
        this.reader = reader;
        this.desk = desk;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance queue(QueueView queue);

        static native TemplateInstance desk(DeskView desk);
    }

    @GET
    public TemplateInstance queue(@QueryParam("state") @Nullable String state, @QueryParam("model") @Nullable String model,
            @QueryParam("after") @Nullable String after) {
        return Templates.queue(queue.read(viewer.require(), Optional.ofNullable(state), Optional.ofNullable(model),
                Optional.ofNullable(after)));
    }

    @GET
    @Path("{id}")
    public TemplateInstance desk(@PathParam("id") String id) {
        return Templates.desk(require(RequestIds.parse(id), Optional.empty()));
    }

    @POST
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response decide(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        var form = new DecisionForm(fields);
        return switch (form.ruling()) {
            case Outcome.Refused<Ruling>(var reason) -> refused(request, form, reason);
            case Outcome.Done<Ruling>(var ruling) -> decide(request, form, ruling);
        };
    }

    private Response decide(UUID request, DecisionForm form, Ruling ruling) {
        return switch (desk.decide(viewer.require(), request, form.key(), form.seen(), ruling)) {
            case Outcome.Done<Ruled> _ -> Response.seeOther(URI.create("/review/" + request)).build();
            case Outcome.Refused<Ruled>(var reason) -> refused(request, form, reason);
        };
    }

    private Response refused(UUID request, DecisionForm form, Refusal reason) {
        DeskView view = require(request, Optional.of(form.attempt(reason)));
        return Response.status(Refusals.of(reason).status()).entity(Templates.desk(view).render()).build();
    }

    private DeskView require(UUID request, Optional<DeskView.Attempt> attempt) {
        return reader.read(viewer.require(), request, attempt)
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
    }
}
