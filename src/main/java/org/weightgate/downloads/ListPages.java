package org.weightgate.downloads;

import java.net.URI;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.security.Authenticated;

/// The button that ends all download lists of a person on a model.
@Path("/models/{namespace}/{name}/download-lists/take-back")
@Authenticated
@NeedsScope(Scope.READ)
class ListPages {

    private final DownloadLists lists;
    private final CurrentPerson person;

    ListPages(DownloadLists lists, CurrentPerson person) {
        this.lists = lists;
        this.person = person;
    }

    @POST
    public Response takeBack(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        lists.takeBack(person.require(), namespace, name);
        return Response.seeOther(URI.create("/grants")).build();
    }
}
