package org.weightgate.review;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import org.weightgate.requests.FormFields;
import org.weightgate.requests.RequestIds;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.review.QueueReader.Asked;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The queue: its views, the search, and a reviewer's own views.
@Path("/review")
@RolesAllowed({ "reviewer", "publisher" })
@Produces(MediaType.TEXT_HTML)
public class QueuePages {

    private static final int UNPROCESSABLE = 422;

    private final CurrentPerson viewer;
    private final QueueReader queue;
    private final SavedViews saved;
    private final ClaimDesk claims;

    QueuePages(CurrentPerson viewer, QueueReader queue, SavedViews saved, ClaimDesk claims) {
        this.viewer = viewer;
        this.queue = queue;
        this.saved = saved;
        this.claims = claims;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance queue(QueueView queue);
    }

    @GET
    public TemplateInstance queue(@QueryParam("view") @Nullable String view, @QueryParam("state") @Nullable String state,
            @QueryParam("model") @Nullable String model, @QueryParam("q") @Nullable String words,
            @QueryParam("after") @Nullable String after, @HeaderParam("HX-Request") @Nullable String byScript) {
        return Templates.queue(queue.read(viewer.require(), asked(view == null ? state : view, model, words, after),
                Optional.empty(), byScript != null));
    }

    @POST
    @Path("views")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response keep(MultivaluedMap<String, String> fields) {
        Asked asked = asked(fields.getFirst("view"), fields.getFirst("model"), fields.getFirst("q"), null);
        Optional<String> problem = saved.keep(viewer.require(), FormFields.text(fields, "name"), asked.tray(), asked.model(),
                asked.words());
        if (problem.isPresent()) {
            QueueView view = queue.read(viewer.require(), asked, problem);
            return Response.status(UNPROCESSABLE).entity(Templates.queue(view).render()).build();
        }
        return Response.seeOther(URI.create(QueueLink.to(asked.tray(), asked.model(), asked.words()))).build();
    }

    @POST
    @Path("views/{id}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response remove(@PathParam("id") String id) {
        UUID view = RequestIds.parse(id);
        saved.remove(viewer.require(), view);
        return Response.seeOther(URI.create("/review")).build();
    }

    @POST
    @Path("away")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response away(MultivaluedMap<String, String> fields) {
        claims.away(viewer.require(), FormFields.text(fields, "away").equals("yes"));
        return Response.seeOther(URI.create("/review")).build();
    }

    static Asked asked(@Nullable String view, @Nullable String model, @Nullable String words, @Nullable String after) {
        return new Asked(Tray.named(text(view)).orElse(Tray.WAITING), text(model), shortened(text(words).strip()),
                After.parse(text(after)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String shortened(String words) {
        int length = words.codePointCount(0, words.length());
        return words.substring(0, words.offsetByCodePoints(0, Math.min(length, SearchWords.LONGEST)));
    }
}
