package org.weightgate.grants;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.KeptForms;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.people.TypedForm;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// What I may download, and for those who look after a model who may download it.
@Path("/grants")
@Authenticated
@Produces(MediaType.TEXT_HTML)
class GrantPages {

    private static final int CONFLICT = 409;
    private static final int STALE = 412;

    private final GrantDesk desk;
    private final GrantReading reading;
    private final CurrentPerson person;
    private final KeptForms kept;
    private final TypedForm typed;
    private final PortalUrl portal;

    GrantPages(GrantDesk desk, GrantReading reading, CurrentPerson person, KeptForms kept, TypedForm typed,
            PortalUrl portal) {
        this.desk = desk;
        this.reading = reading;
        this.person = person;
        this.kept = kept;
        this.typed = typed;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "grants")
    static class Templates {

        static native TemplateInstance mine(List<GrantCard> cards, List<String> bans, List<String> looksAfter,
                PortalUrl portal);

        static native TemplateInstance holders(Holders holders);

        static native TemplateInstance act(ActForm form);
    }

    @GET
    @NeedsScope(Scope.READ)
    public TemplateInstance mine() {
        var me = person.require();
        return Templates.mine(reading.cards(me), reading.bans(me), reading.looksAfter(me), portal);
    }

    @GET
    @Path("model/{namespace}/{name}")
    @NeedsScope(Scope.REVIEW)
    public TemplateInstance holders(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @QueryParam("q") @Nullable String words, @QueryParam("show") @Nullable String show,
            @QueryParam("after") @Nullable UUID after) {
        return Templates.holders(reading.holders(namespace, name, HolderFilter.of(words, show, after)));
    }

    @GET
    @Path("{id}/{act}")
    @NeedsScope(Scope.REVIEW)
    public TemplateInstance ask(@PathParam("id") UUID id, @PathParam("act") String word,
            @QueryParam("kept") @Nullable UUID form) {
        GrantAct act = GrantAct.of(word);
        HolderRow grant = reading.holder(id);
        return Templates.act(kept.of(person.require(), path(id, act), form)
                .map(fields -> ActForm.typed(grant, act, fields).again()).orElseGet(() -> ActForm.empty(grant, act)));
    }

    @POST
    @Path("{id}/{act}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @NeedsScope(Scope.REVIEW)
    public Response act(@PathParam("id") UUID id, @PathParam("act") String word, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        HolderRow grant = reading.holder(id);
        ActForm form = ActForm.typed(grant, GrantAct.of(word), fields);
        Optional<GrantCommand> command = form.command();
        if (command.isEmpty()) {
            return Response.status(422).entity(Templates.act(form)).build();
        }
        try {
            desk.change(id, command.get(), form.version());
        } catch (ProblemException problem) {
            // what was typed outlives a change that somebody else made meanwhile
            if (problem.status() != CONFLICT && problem.status() != STALE) {
                throw problem;
            }
            return Response.status(problem.status())
                    .entity(Templates.act(form.refused(reading.holder(id), String.valueOf(problem.getMessage())))).build();
        }
        return Response.seeOther(URI.create("/grants/model/" + grant.model())).build();
    }

    private static String path(UUID id, GrantAct act) {
        return "/grants/" + id + "/" + act.word();
    }
}
