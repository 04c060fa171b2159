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
import org.weightgate.people.SessionOnly;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestIds;
import org.weightgate.web.FormFields;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// A decision while it can still be taken back.
@Path("/review/{id}")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
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
        static native TemplateInstance held(HeldView held, boolean taken, Optional<String> notice, DeskView.From from);
    }

    @GET
    @Path("held")
    public Response held(@PathParam("id") String id, @QueryParam("view") @Nullable String view,
            @QueryParam("model") @Nullable String model, @QueryParam("q") @Nullable String words) {
        UUID request = RequestIds.parse(id);
        DeskView.From from = DeskAnswers.from(QueuePages.asked(view, model, words, null));
        return reader.read(viewer.require(), request).map(held -> page(200, held, false, Optional.empty(), from))
                .orElseGet(() -> desk(request, from));
    }

    /// What was written is shown once more, so that nobody types it twice.
    @POST
    @Path("undo")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response takeBack(@PathParam("id") String id, MultivaluedMap<String, String> fields) {
        UUID request = RequestIds.parse(id);
        DeskView.From from = DeskAnswers.from(new DecisionForm(fields).from());
        if (FormFields.text(fields, "version").isBlank()) {
            return refused(request, Refusals.of(new Refusal.Unseen("version")), from);
        }
        Optional<HeldView> before = reader.read(viewer.require(), request);
        return switch (desk.takeBack(viewer.require(), request, FormFields.text(fields, "idempotencyKey"),
                FormFields.number(fields, "version"))) {
            case Outcome.Done<Ruled> _ -> before.map(held -> page(200, held, true, Optional.empty(), from))
                    .orElseGet(() -> desk(request, from));
            case Outcome.Refused<Ruled>(var reason) -> refused(request, Refusals.of(reason), from);
        };
    }

    private Response refused(UUID request, Refusals refusal, DeskView.From from) {
        return reader.read(viewer.require(), request)
                .map(held -> page(refusal.status(), held, false, Optional.of(refusal.detail()), from))
                .orElseGet(() -> answers.refused(viewer.require(), request, refusal.status(),
                        DeskView.Attempt.notice(refusal.detail()), from));
    }

    private static Response page(int status, HeldView held, boolean taken, Optional<String> notice, DeskView.From from) {
        return Response.status(status).entity(Templates.held(held, taken, notice, from).render()).build();
    }

    private static Response desk(UUID request, DeskView.From from) {
        return Response.seeOther(URI.create("/review/" + request + from.query())).build();
    }
}
