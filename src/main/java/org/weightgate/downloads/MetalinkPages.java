package org.weightgate.downloads;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PortalUrl;

import io.quarkus.security.Authenticated;

/// A Metalink for a download manager, written anew at each press.
@Path("/models/{namespace}/{name}/releases/{version}/metalink")
@Authenticated
@NeedsScope(Scope.READ)
class MetalinkPages {

    private final DownloadLists lists;
    private final CurrentPerson person;
    private final PortalUrl portal;

    MetalinkPages(DownloadLists lists, CurrentPerson person, PortalUrl portal) {
        this.lists = lists;
        this.person = person;
        this.portal = portal;
    }

    @POST
    public Response metalink(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @PathParam("version") String version) {
        return switch (lists.make(person.require(), new ReleaseName(namespace, name, version))) {
            case DownloadLists.Made.Written(var metalink, var fileName) ->
                Response.ok(metalink, "application/metalink4+xml").header("Cache-Control", "no-store")
                        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"").build();
            case DownloadLists.Made.Refused(var refused) -> throw refused.problem(refused.advice(), portal);
        };
    }
}
