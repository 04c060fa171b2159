package org.weightgate.hub;

import java.util.Map;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.ForJobs;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;

/// Whether the caller would get the newest release's files, or might change the model.
@Path("/api/models/{namespace}/{name}/auth-check")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class AuthCheckApi {

    private final Repositories repositories;
    private final Doorman doorman;
    private final ModelRoles roles;
    private final CurrentPerson current;

    AuthCheckApi(Repositories repositories, Doorman doorman, ModelRoles roles, CurrentPerson current) {
        this.repositories = repositories;
        this.doorman = doorman;
        this.roles = roles;
        this.current = current;
    }

    @GET
    @ForJobs
    @NeedsScope(Scope.READ)
    public Map<String, Object> read(@RestPath String namespace, @RestPath String name) {
        doorman.look(repositories.snapshot(namespace, name, "main"));
        return Map.of();
    }

    @GET
    @Path("write")
    @NeedsScope(Scope.PUBLISH)
    public Map<String, Object> write(@RestPath String namespace, @RestPath String name) {
        Model model = repositories.require(namespace, name);
        Person person = current.require();
        if (!roles.has(model.id(), person.id(), ModelRole.OWNER) && !roles.has(model.id(), person.id(), ModelRole.PUBLISHER)) {
            throw HubException.plain(403, "You may not publish to model " + model.fullName() + ". Its owners can let you.");
        }
        return Map.of();
    }
}
