package org.weightgate.review;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.requests.RequestIds;

/// Standing aside: a declared conflict of interest.
@Path("/api/v1/requests/{id}/conflict")
@RolesAllowed({ "reviewer", "publisher" })
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.APPLICATION_JSON)
public class ConflictApi {

    private final CurrentPerson viewer;
    private final ReviewDesk desk;

    ConflictApi(CurrentPerson viewer, ReviewDesk desk) {
        this.viewer = viewer;
        this.desk = desk;
    }

    public record Body(@Nullable String reason) {
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response declare(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Body body) {
        String reason = body == null || body.reason() == null ? "" : body.reason();
        return DecisionApi.answer(
                desk.declareConflict(viewer.require(), RequestIds.parse(id), key == null ? "" : key, reason));
    }

    @DELETE
    public Response retract(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return DecisionApi.answer(desk.retractConflict(viewer.require(), RequestIds.parse(id), key == null ? "" : key));
    }
}
