package org.weightgate.grants;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// What I may download, and for those who look after a model who may download it.
@Path("/grants")
@Authenticated
@Produces(MediaType.TEXT_HTML)
class GrantPages {

    private final GrantDesk desk;
    private final GrantReading reading;
    private final CurrentPerson person;
    private final URI portal;

    GrantPages(GrantDesk desk, GrantReading reading, CurrentPerson person,
            @ConfigProperty(name = "weightgate.portal-url") URI portal) {
        this.desk = desk;
        this.reading = reading;
        this.person = person;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "grants")
    static class Templates {
        static native TemplateInstance mine(List<GrantCard> cards, List<String> looksAfter, String portal);

        static native TemplateInstance holders(Holders holders);

        static native TemplateInstance act(HolderRow grant, int version, GrantAct act, String reason,
                @Nullable String error);
    }

    @GET
    public TemplateInstance mine() {
        return Templates.mine(reading.cards(person.require()), reading.looksAfter(person.require()), portal.toString());
    }

    @GET
    @Path("model/{namespace}/{name}")
    public TemplateInstance holders(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @QueryParam("after") @Nullable UUID after) {
        return Templates.holders(reading.holders(namespace, name, Optional.ofNullable(after)));
    }

    @GET
    @Path("{id}/{act}")
    public TemplateInstance ask(@PathParam("id") UUID id, @PathParam("act") String act) {
        HolderRow grant = reading.holder(id);
        return Templates.act(grant, grant.version(), GrantAct.of(act), "", null);
    }

    @POST
    @Path("{id}/{act}")
    @NeedsScope(Scope.REVIEW)
    public Response act(@PathParam("id") UUID id, @PathParam("act") String word,
            @FormParam("reason") @DefaultValue("") String reason, @FormParam("version") int version) {
        GrantAct act = GrantAct.of(word);
        HolderRow grant = reading.holder(id);
        String typed = reason.strip();
        if (typed.isEmpty() || typed.length() > GrantApi.LONGEST_REASON) {
            return Response.status(422).entity(Templates.act(grant, version, act, reason, problem(typed))).build();
        }
        desk.change(id, act.command(typed), version);
        return Response.seeOther(URI.create("/grants/model/" + grant.model())).build();
    }

    private static String problem(String typed) {
        return typed.isEmpty() ? "Write why: the holder reads it." : "Use at most " + GrantApi.LONGEST_REASON + " characters.";
    }
}
