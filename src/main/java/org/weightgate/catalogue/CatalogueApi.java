package org.weightgate.catalogue;

import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.weightgate.people.ForJobs;

/// What anyone may know: which models there are, and what their published releases contain.
@Path("/api/v1/models")
@ForJobs
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class CatalogueApi {

    private final Catalogue catalogue;

    CatalogueApi(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    record ModelList(List<ModelCard> models) {
    }

    @GET
    public ModelList list() {
        return new ModelList(catalogue.cards());
    }

    @GET
    @Path("{namespace}/{name}")
    public ModelView model(@RestPath String namespace, @RestPath String name) {
        return catalogue.model(namespace, name);
    }

    @GET
    @Path("{namespace}/{name}/releases/{version}/manifest")
    public Response manifest(@RestPath String namespace, @RestPath String name, @RestPath String version) {
        return document(catalogue.manifest(namespace, name, version));
    }

    @GET
    @Path("{namespace}/{name}/releases/{version}/signature")
    public Response signature(@RestPath String namespace, @RestPath String name, @RestPath String version) {
        return document(catalogue.signature(namespace, name, version));
    }

    private static Response document(byte[] bytes) {
        return Response.ok(bytes, MediaType.APPLICATION_JSON).header("Cache-Control", "public, max-age=60").build();
    }
}
