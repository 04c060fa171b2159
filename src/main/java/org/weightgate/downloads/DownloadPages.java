package org.weightgate.downloads;

import java.net.URI;
import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.Network;
import org.weightgate.web.PortalUrl;

import io.quarkus.security.Authenticated;
import io.vertx.core.http.HttpServerRequest;

/// The download button: a URL is signed at the click and the browser sent to it.
@Path("/models/{namespace}/{name}/releases/{version}/download")
@NeedsScope(Scope.READ)
@Authenticated
class DownloadPages {

    private final DownloadGate gate;
    private final CurrentPerson person;
    private final PortalUrl portal;

    DownloadPages(DownloadGate gate, CurrentPerson person, PortalUrl portal) {
        this.gate = gate;
        this.person = person;
        this.portal = portal;
    }

    @POST
    public Response download(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @PathParam("version") String version, @FormParam("path") @NotBlank String path, @Context HttpServerRequest http) {
        var release = new ReleaseName(namespace, name, version);
        return switch (gate.mint(person.require(), release, List.of(path), Way.BROWSER, Network.of(http))) {
            case Ticket.Granted granted -> to(granted.files().getFirst());
            case Ticket.Refused refused -> throw refused.problem(refused.advice(), portal);
        };
    }

    private static Response to(Ticket.File file) {
        var keepNothing = new CacheControl();
        keepNothing.setNoStore(true);
        return Response.seeOther(URI.create(file.url())).cacheControl(keepNothing).build();
    }
}
