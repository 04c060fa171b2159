package org.weightgate.catalogue;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;

/// What a publisher does with a model as a whole.
@Path("/api/v1/models/{namespace}/{name}")
@Authenticated
@NeedsScope(Scope.PUBLISH)
@Produces(MediaType.APPLICATION_JSON)
class PublishApi {

    private final PublishDesk desk;
    private final RoleDesk roles;

    PublishApi(PublishDesk desk, RoleDesk roles) {
        this.desk = desk;
        this.roles = roles;
    }

    record Described(String model, boolean created) {
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response describe(@RestPath String namespace, @RestPath String name, @NotNull @Valid ModelDescription description) {
        var described = desk.describe(modelName(namespace, name), description);
        return Response.status(described.created() ? 201 : 200)
                .entity(new Described(described.model().fullName(), described.created())).build();
    }

    @GET
    @Path("roles")
    public List<RoleRow> roles(@RestPath String namespace, @RestPath String name) {
        return roles.list(namespace, name);
    }

    @PUT
    @Path("roles/{role}/{username}")
    public Response give(@RestPath String namespace, @RestPath String name, @RestPath String role, @RestPath String username) {
        roles.give(namespace, name, RoleDesk.role(role), username);
        return Response.noContent().build();
    }

    @DELETE
    @Path("roles/{role}/{username}")
    public Response take(@RestPath String namespace, @RestPath String name, @RestPath String role, @RestPath String username) {
        roles.take(namespace, name, RoleDesk.role(role), username);
        return Response.noContent().build();
    }

    private static ModelName modelName(String namespace, String name) {
        try {
            return new ModelName(namespace, name);
        } catch (IllegalArgumentException refused) {
            throw new ProblemException(400, "name-invalid", String.valueOf(refused.getMessage()) + ".");
        }
    }
}
