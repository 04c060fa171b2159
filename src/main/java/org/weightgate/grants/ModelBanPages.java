package org.weightgate.grants;

import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.SessionOnly;

import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Bans on one model, for its owners. A class of its own: other pages begin with `/grants`, and a request is only ever offered
/// to the classes with the longest path that fits.
@Path("/grants/model/{namespace}/{name}/bans")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class ModelBanPages {

    private final BanDesk desk;
    private final BanAnswers answers;

    ModelBanPages(BanDesk desk, BanAnswers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    @GET
    public Response bans(@RestPath String namespace, @RestPath String name, @RestQuery @Nullable UUID after,
            @RestQuery @Nullable UUID kept) {
        return answers.list(desk.requireModel(namespace, name), after, kept);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ban(@RestPath String namespace, @RestPath String name, MultivaluedMap<String, String> fields) {
        return answers.ban(desk.requireModel(namespace, name), fields);
    }

    @GET
    @Path("{id}/lift")
    public TemplateInstance askToLift(@RestPath String namespace, @RestPath String name, @RestPath UUID id) {
        return answers.askToLift(desk.requireModel(namespace, name), id);
    }

    @POST
    @Path("{id}/lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response lift(@RestPath String namespace, @RestPath String name, @RestPath UUID id,
            MultivaluedMap<String, String> fields) {
        return answers.lift(desk.requireModel(namespace, name), id, fields);
    }
}
