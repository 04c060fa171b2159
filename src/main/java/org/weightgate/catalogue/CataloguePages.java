package org.weightgate.catalogue;

import java.net.URI;
import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.Farewell;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;

/// The front page and every model's page.
@Path("/")
@PermitAll
@Produces(MediaType.TEXT_HTML)
class CataloguePages {

    private final Catalogue catalogue;
    private final Gate gate;
    private final PortalUrl portal;

    CataloguePages(Catalogue catalogue, Gate gate, PortalUrl portal) {
        this.catalogue = catalogue;
        this.gate = gate;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "catalogue")
    static class Templates {

        static native TemplateInstance home(List<Need> needs, List<ModelCard> models, boolean erased);

        static native TemplateInstance model(ModelView model, GateBox gate, RawString card, PortalUrl portal);
    }

    @GET
    public Response home(@RestCookie(Farewell.COOKIE) @Nullable String erased) {
        var page = Response.ok(Templates.home(gate.needs(), catalogue.cards(), erased != null));
        return (erased == null ? page : page.cookie(Farewell.over())).build();
    }

    @GET
    @Path("models/{namespace}/{name}")
    public TemplateInstance model(@RestPath String namespace, @RestPath String name) {
        ModelView model = catalogue.model(namespace, name);
        return Templates.model(model, gate.box(namespace, name), Markdown.html(model.description()), portal);
    }

    /// The short address people know from elsewhere.
    @GET
    @Path("{namespace}/{name}")
    public Response shortcut(@RestPath String namespace, @RestPath String name) {
        if (!ModelName.isPart(namespace) || !ModelName.isPart(name) || new ModelName(namespace, name).isReserved()) {
            throw ProblemException.notFound("Nothing is at this address.");
        }
        return Response.status(302).location(URI.create("/models/" + namespace + "/" + name)).build();
    }
}
