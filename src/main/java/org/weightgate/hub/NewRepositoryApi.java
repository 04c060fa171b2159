package org.weightgate.hub;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

/// What `hf upload` asks for first.
@Path("/api/repos/create")
@PermitAll
@NeedsScope({ Scope.READ, Scope.APPLY, Scope.PUBLISH, Scope.REVIEW })
class NewRepositoryApi {

    @POST
    public Response create() {
        throw UploadApi.elsewhere();
    }
}
