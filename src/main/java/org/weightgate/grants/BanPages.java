package org.weightgate.grants;

import java.net.URI;
import java.util.Optional;
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
import org.weightgate.catalogue.Model;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.KeptForms;
import org.weightgate.people.SessionOnly;
import org.weightgate.people.TypedForm;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Bans: everywhere for administrators, on one model for its owners. Nothing is banned before its preview was seen.
@Path("/")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class BanPages {

    private final BanDesk desk;
    private final CurrentPerson person;
    private final KeptForms kept;
    private final TypedForm typed;

    BanPages(BanDesk desk, CurrentPerson person, KeptForms kept, TypedForm typed) {
        this.desk = desk;
        this.person = person;
        this.kept = kept;
        this.typed = typed;
    }

    @CheckedTemplate(basePath = "grants")
    static class Templates {

        static native TemplateInstance bans(BanList bans);

        static native TemplateInstance banPreview(BanPreview preview, BanForm form, String path);

        static native TemplateInstance liftBan(BanRow ban, String path);
    }

    @GET
    @Path("admin/bans")
    public Response everywhere(@RestQuery @Nullable UUID after, @RestQuery @Nullable UUID kept) {
        return list(null, after, kept);
    }

    @POST
    @Path("admin/bans")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response banEverywhere(MultivaluedMap<String, String> fields) {
        return ban(null, fields);
    }

    @GET
    @Path("admin/bans/{id}/lift")
    public TemplateInstance askToLiftEverywhere(@RestPath UUID id) {
        return Templates.liftBan(desk.row(null, id), BanDesk.path(null));
    }

    @POST
    @Path("admin/bans/{id}/lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response liftEverywhere(@RestPath UUID id, MultivaluedMap<String, String> fields) {
        return lift(null, id, fields);
    }

    @GET
    @Path("grants/model/{namespace}/{name}/bans")
    public Response onModel(@RestPath String namespace, @RestPath String name, @RestQuery @Nullable UUID after,
            @RestQuery @Nullable UUID kept) {
        return list(desk.requireModel(namespace, name), after, kept);
    }

    @POST
    @Path("grants/model/{namespace}/{name}/bans")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response banOnModel(@RestPath String namespace, @RestPath String name, MultivaluedMap<String, String> fields) {
        return ban(desk.requireModel(namespace, name), fields);
    }

    @GET
    @Path("grants/model/{namespace}/{name}/bans/{id}/lift")
    public TemplateInstance askToLiftOnModel(@RestPath String namespace, @RestPath String name, @RestPath UUID id) {
        Model model = desk.requireModel(namespace, name);
        return Templates.liftBan(desk.row(model, id), BanDesk.path(model));
    }

    @POST
    @Path("grants/model/{namespace}/{name}/bans/{id}/lift")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response liftOnModel(@RestPath String namespace, @RestPath String name, @RestPath UUID id,
            MultivaluedMap<String, String> fields) {
        return lift(desk.requireModel(namespace, name), id, fields);
    }

    private Response list(@Nullable Model model, @Nullable UUID after, @Nullable UUID form) {
        BanForm shown = kept.of(person.require(), BanDesk.path(model), form).map(BanForm::typed).orElse(BanForm.EMPTY);
        return Response.ok(Templates.bans(desk.list(model, Optional.ofNullable(after), shown))).build();
    }

    private Response ban(@Nullable Model model, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        BanForm form = BanForm.typed(fields);
        try {
            if (!"place".equals(fields.getFirst("step"))) {
                return Response.ok(Templates.banPreview(desk.preview(model, form), form, BanDesk.path(model))).build();
            }
            desk.place(model, form);
            return Response.seeOther(URI.create(BanDesk.path(model))).build();
        } catch (BanRefusedException refused) {
            return Response.status(422).entity(Templates.bans(desk.list(model, Optional.empty(), form.with(refused)))).build();
        }
    }

    private Response lift(@Nullable Model model, UUID id, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        desk.lift(model, id);
        return Response.seeOther(URI.create(BanDesk.path(model))).build();
    }
}
