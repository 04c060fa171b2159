package org.weightgate.requests;

import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Models;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.requests.ApplicantDesk.Saved;

import io.quarkus.security.Authenticated;

/// Begins the renewal of access; the draft it makes is then read, changed and submitted like any other.
@Path("/api/v1/models/{namespace}/{name}/renewal")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
class RenewApi {

    private final CurrentPerson viewer;
    private final Models models;
    private final RenewalDesk desk;

    RenewApi(CurrentPerson viewer, Models models, RenewalDesk desk) {
        this.viewer = viewer;
        this.models = models;
        this.desk = desk;
    }

    record Report(@Nullable String summary, @Nullable List<String> publications) {

        UsageReport report() {
            return new UsageReport(summary == null ? "" : summary,
                    publications == null ? "" : String.join("\n", publications));
        }
    }

    @POST
    @NeedsScope(Scope.APPLY)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response renew(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable Report report) {
        UsageReport written = report == null ? UsageReport.EMPTY : report.report();
        return switch (desk.renew(viewer.require(), models.require(namespace, name), key == null ? "" : key, written)) {
            case Outcome.Done<Saved>(var saved) -> Response.status(201).entity(saved).build();
            case Outcome.Refused<Saved>(var refusal) -> throw Refusals.of(refusal).exception();
        };
    }
}
