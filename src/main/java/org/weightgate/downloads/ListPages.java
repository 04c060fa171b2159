package org.weightgate.downloads;

import java.net.URI;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;

/// A Metalink for a download manager, written anew at each press, and the button that ends all of them.
@Path("/models/{namespace}/{name}")
@Authenticated
@NeedsScope(Scope.READ)
class ListPages {

    private final DownloadLists lists;
    private final CurrentPerson person;
    private final URI portal;

    ListPages(DownloadLists lists, CurrentPerson person, @ConfigProperty(name = "weightgate.portal-url") URI portal) {
        this.lists = lists;
        this.person = person;
        this.portal = portal;
    }

    @POST
    @Path("releases/{version}/metalink")
    public Response metalink(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @PathParam("version") String version) {
        return switch (lists.make(person.require(), new ReleaseName(namespace, name, version))) {
            case DownloadLists.Made.Written(var metalink, var fileName) ->
                Response.ok(metalink, "application/metalink4+xml").header("Cache-Control", "no-store")
                        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"").build();
            case DownloadLists.Made.Refused(var refused) -> throw new ProblemException(refused.status(), refused.reason(),
                    refused.advice() + " " + portal.resolve(refused.page()));
        };
    }

    @POST
    @Path("download-lists/take-back")
    public Response takeBack(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        lists.takeBack(person.require(), namespace, name);
        return Response.seeOther(URI.create("/grants")).build();
    }
}
