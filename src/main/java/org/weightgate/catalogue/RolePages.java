package org.weightgate.catalogue;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.KeptForms;
import org.weightgate.people.SessionOnly;
import org.weightgate.people.TypedForm;
import org.weightgate.web.FormFields;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Where owners and administrators give and take the roles on a model.
@Path("/publish/{namespace}/{name}/roles")
@RolesAllowed({ "publisher", "admin" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class RolePages {

    private static final int REFUSED_FROM = 404;

    private final RoleDesk desk;
    private final CurrentPerson person;
    private final KeptForms kept;
    private final TypedForm typed;

    RolePages(RoleDesk desk, CurrentPerson person, KeptForms kept, TypedForm typed) {
        this.desk = desk;
        this.person = person;
        this.kept = kept;
        this.typed = typed;
    }

    @CheckedTemplate(basePath = "catalogue")
    static class Templates {

        static native TemplateInstance roles(RolesView roles, boolean again);
    }

    static String path(Model model) {
        return path(model.namespace(), model.name());
    }

    private static String path(String namespace, String name) {
        return "/publish/" + namespace + "/" + name + "/roles";
    }

    @GET
    public TemplateInstance roles(@RestPath String namespace, @RestPath String name, @RestQuery("kept") @Nullable UUID form) {
        var fields = kept.of(person.require(), path(namespace, name), form);
        return Templates.roles(view(namespace, name, fields.orElseGet(MultivaluedHashMap::new), List.of()),
                fields.isPresent());
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(@RestPath String namespace, @RestPath String name, MultivaluedMap<String, String> fields) {
        typed.remember(fields);
        try {
            if (takes(fields)) {
                desk.take(namespace, name, RoleDesk.role(FormFields.text(fields, "role")), username(fields));
            } else {
                desk.give(namespace, name, RoleDesk.role(FormFields.text(fields, "role")), username(fields));
            }
        } catch (ProblemException refused) {
            if (refused.status() < REFUSED_FROM) {
                throw refused;
            }
            return Response.status(refused.status()).entity(Templates.roles(view(namespace, name, fields,
                    List.of(new FieldError(takes(fields) ? "holders" : "username", String.valueOf(refused.getMessage())))),
                    false)).build();
        }
        return Response.seeOther(URI.create(desk.keeps(namespace, name) ? path(namespace, name) : "/publish")).build();
    }

    private RolesView view(String namespace, String name, MultivaluedMap<String, String> fields, List<FieldError> errors) {
        boolean gives = !takes(fields);
        return new RolesView(namespace + "/" + name, path(namespace, name), desk.list(namespace, name),
                gives ? username(fields) : "", gives ? FormFields.text(fields, "role") : "", errors);
    }

    private static boolean takes(MultivaluedMap<String, String> fields) {
        return "take".equals(FormFields.text(fields, "action"));
    }

    private static String username(MultivaluedMap<String, String> fields) {
        return PlainText.oneLine(FormFields.text(fields, "username")).strip();
    }
}
