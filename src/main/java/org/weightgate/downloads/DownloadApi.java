package org.weightgate.downloads;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.ForJobs;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.Network;
import org.weightgate.web.PortalUrl;

import io.quarkus.security.Authenticated;
import io.vertx.core.http.HttpServerRequest;

/// Tickets for programs.
@Path("/api/v1/models/{namespace}/{name}/releases/{version}/tickets")
@NeedsScope(Scope.READ)
@ForJobs
@Authenticated
class DownloadApi {

    private static final int MOST_PATHS = 10_000;

    private final DownloadGate gate;
    private final CurrentPerson person;
    private final PortalUrl portal;

    DownloadApi(DownloadGate gate, CurrentPerson person, PortalUrl portal) {
        this.gate = gate;
        this.person = person;
        this.portal = portal;
    }

    /// Which files; none named means all.
    record TicketRequest(@Nullable @Size(max = MOST_PATHS) List<@NotNull @Size(max = 1024) String> paths) {

        List<String> wanted() {
            return paths == null ? List.of() : paths;
        }
    }

    /// Whether a ticket would be given, quotas aside: nothing is given, counted or recorded. For programs that have the bytes from before.
    @GET
    public void look(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @PathParam("version") String version) {
        granted(gate.look(person.require(), new ReleaseName(namespace, name, version)));
    }

    @POST
    public Ticket.Granted mint(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @PathParam("version") String version, @Valid @NotNull TicketRequest request, @Context HttpServerRequest http) {
        var release = new ReleaseName(namespace, name, version);
        return granted(gate.mint(person.require(), release, request.wanted(), Way.TICKET, Network.of(http)));
    }

    private Ticket.Granted granted(Ticket ticket) {
        return switch (ticket) {
            case Ticket.Granted granted -> granted;
            case Ticket.Refused refused -> throw refused.problem(refused.advice(), portal);
        };
    }
}
