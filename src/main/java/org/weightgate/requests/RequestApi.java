package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.security.Authenticated;

/// The applicant's side of a request.
@Path("/api/v1/requests")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class RequestApi {

    private final CurrentPerson viewer;
    private final MyRequests mine;
    private final ApplicantDesk desk;

    RequestApi(CurrentPerson viewer, MyRequests mine, ApplicantDesk desk) {
        this.viewer = viewer;
        this.mine = mine;
        this.desk = desk;
    }

    @GET
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public List<RequestJson> list() {
        return mine.json(viewer.require());
    }

    @GET
    @Path("{id}")
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public Response get(@PathParam("id") String id) {
        RequestJson request = mine.json(viewer.require(), RequestIds.parse(id))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        return Response.ok(request).header(HttpHeaders.ETAG, ETags.of(request.draft())).build();
    }

    @POST
    @NeedsScope(Scope.APPLY)
    @Path("{id}/submit")
    @Consumes(MediaType.APPLICATION_JSON)
    public Receipt submit(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key, RequestJson.@Nullable Acceptance acceptance) {
        UUID request = RequestIds.parse(id);
        int draft = ETags.required(ifMatch);
        Terms accepted = acceptance == null ? Terms.NONE : acceptance.terms();
        return receipt(desk.send(viewer.require(), request, key == null ? "" : key, draft, accepted));
    }

    @POST
    @NeedsScope(Scope.APPLY)
    @Path("{id}/withdraw")
    public Receipt withdraw(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return receipt(desk.withdraw(viewer.require(), RequestIds.parse(id), key == null ? "" : key));
    }

    /// A new draft with the answers of this closed request; what an approved one gave is renewed instead.
    @POST
    @NeedsScope(Scope.APPLY)
    @Path("{id}/copies")
    public Response copy(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return switch (desk.copyAsNew(viewer.require(), RequestIds.parse(id), key == null ? "" : key)) {
            case Outcome.Done<ApplicantDesk.Saved>(var saved) -> Response.status(Response.Status.CREATED).entity(saved)
                    .header(HttpHeaders.ETAG, ETags.of(saved.draft())).build();
            case Outcome.Refused<ApplicantDesk.Saved>(var reason) -> throw Refusals.of(reason).exception();
        };
    }

    private static Receipt receipt(Outcome<Receipt> outcome) {
        return switch (outcome) {
            case Outcome.Done<Receipt>(var receipt) -> receipt;
            case Outcome.Refused<Receipt>(var reason) -> throw Refusals.of(reason).exception();
        };
    }
}
