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

/// Bans everywhere, for administrators.
@Path("/admin/bans")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class BanPages {

    private final BanAnswers answers;

    BanPages(BanAnswers answers) {
        this.answers = answers;
    }

    @GET
    public Response bans(@RestQuery @Nullable UUID after, @RestQuery @Nullable UUID kept) {
        return answers.list(null, after, kept);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response ban(MultivaluedMap<String, String> fields) {
        return answers.ban(null, fields);
    }

    @GET
    @Path("{id}/lift")
    public TemplateInstance askToLift(@RestPath UUID id) {
        return answers.askToLift(null, id);
    }

    @POST
    @Path("{id}/lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response lift(@RestPath UUID id, MultivaluedMap<String, String> fields) {
        return answers.lift(null, id, fields);
    }
}
