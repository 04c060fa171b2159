package org.weightgate.review;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.SessionOnly;
import org.weightgate.requests.RequestIds;
import org.weightgate.review.QueueReader.Asked;
import org.weightgate.web.FormFields;

/// Keeping a view of the queue under a name, and removing one.
@Path("/review/views")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class SavedViewPages {

    private static final int UNPROCESSABLE = 422;

    private final CurrentPerson viewer;
    private final QueueReader queue;
    private final SavedViews saved;

    SavedViewPages(CurrentPerson viewer, QueueReader queue, SavedViews saved) {
        this.viewer = viewer;
        this.queue = queue;
        this.saved = saved;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response keep(MultivaluedMap<String, String> fields) {
        Asked asked = QueuePages.asked(fields.getFirst("view"), fields.getFirst("model"), fields.getFirst("q"), null);
        Optional<String> problem = saved.keep(viewer.require(), FormFields.text(fields, "name"), asked.tray(), asked.model(),
                asked.words());
        if (problem.isPresent()) {
            QueueView view = queue.read(viewer.require(), asked, problem);
            return Response.status(UNPROCESSABLE).entity(QueuePages.Templates.queue(view).render()).build();
        }
        return Response.seeOther(URI.create(QueueLink.to(asked.tray(), asked.model(), asked.words()))).build();
    }

    @POST
    @Path("{id}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response remove(@PathParam("id") String id) {
        UUID view = RequestIds.parse(id);
        saved.remove(viewer.require(), view);
        return Response.seeOther(URI.create("/review")).build();
    }
}
