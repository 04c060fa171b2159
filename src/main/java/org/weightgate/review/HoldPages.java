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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.requests.FormFields;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestIds;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// A decision while it can still be taken back.
@Path("/review/{id}")
@RolesAllowed({ "reviewer", "publisher" })
@Produces(MediaType.TEXT_HTML)
public class HoldPages {

    private final CurrentPerson viewer;
    private final HeldReader reader;
    private final ReviewDesk desk;
    private final DeskAnswers answers;

    HoldPages(CurrentPerson viewer, HeldReader reader, ReviewDesk desk, DeskAnswers answers) {
        this.viewer = viewer;
        this.reader = reader;
        this.desk = desk;
        this.answers = answers;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance held(HeldView held, boolean taken, Optional<String> notice);
    }

    @GET
    @Path("held")
    public Response held(@PathParam("id") String id) {
        UUID request = RequestIds.parse(id);
        return reader.read(viewer.require(), request).map(held -> page(200, held, false, Optional.empty()))
                .orElseGet(() -> desk(request));
    }

    /// What was written is shown once more, so that nobody types it twice.
    @POST
    @Path("undo")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response takeBack(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        if (FormFields.text(fields, "version").isBlank()) {
            return refused(request, Refusals.of(new Refusal.Unseen("version")));
        }
        Optional<HeldView> before = reader.read(viewer.require(), request);
        return switch (desk.takeBack(viewer.require(), request, FormFields.text(fields, "idempotencyKey"),
                FormFields.number(fields, "version"))) {
            case Outcome.Done<Ruled> _ -> before.map(held -> page(200, held, true, Optional.empty()))
                    .orElseGet(() -> desk(request));
            case Outcome.Refused<Ruled>(var reason) -> refused(request, Refusals.of(reason));
        };
    }

    private Response refused(UUID request, Refusals refusal) {
        return reader.read(viewer.require(), request)
                .map(held -> page(refusal.status(), held, false, Optional.of(refusal.detail())))
                .orElseGet(() -> answers.refused(viewer.require(), request, refusal.status(), refusal.detail()));
    }

    private static Response page(int status, HeldView held, boolean taken, Optional<String> notice) {
        return Response.status(status).entity(Templates.held(held, taken, notice).render()).build();
    }

    private static Response desk(UUID request) {
        return Response.seeOther(URI.create("/review/" + request)).build();
    }
}
