package org.weightgate.hub;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

/// Where `hf upload` and its like send, which cannot sign: they are told what can.
@Path("/api/models/{namespace}/{name}")
@PermitAll
@NeedsScope({ Scope.READ, Scope.APPLY, Scope.PUBLISH, Scope.REVIEW })
class UploadApi {

    @POST
    @Path("{step:preupload|commit}/{revision}")
    public Response send() {
        throw elsewhere();
    }

    /// Not 403, after which the Python client goes on if the model exists.
    static HubException elsewhere() {
        return HubException.plain(400, "Releases are signed before they are published, which this client cannot do:"
                + " use 'weightgate manifest', then 'weightgate publish'.");
    }
}
