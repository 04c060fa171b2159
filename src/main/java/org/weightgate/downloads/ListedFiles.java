package org.weightgate.downloads;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.Releases;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;
import org.weightgate.web.Network;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.http.HttpServerRequest;

/// Where the addresses of a download list lead: through the gate, to an address in the store that lives for minutes. An
/// interrupted download that comes back gets a new one. Whoever holds the address may ask, so a refusal is brief.
@Path("/get/{list}/{key}/{path:.+}")
@PermitAll
class ListedFiles {

    private final DownloadLists lists;
    private final DownloadGate gate;
    private final Models models;
    private final Releases releases;
    private final PortalUrl portal;

    ListedFiles(DownloadLists lists, DownloadGate gate, Models models, Releases releases,
            PortalUrl portal) {
        this.lists = lists;
        this.gate = gate;
        this.models = models;
        this.releases = releases;
        this.portal = portal;
    }

    @GET
    public Response get(@PathParam("list") UUID list, @PathParam("key") String key, @PathParam("path") String path,
            @Context HttpServerRequest http) {
        DownloadLists.Opened opened = lists.open(list, key, path).orElseThrow(() -> ProblemException.notFound(
                "This address is none of ours, or its time is over. Get a new download list at " + portal.to("/grants")));
        boolean document = path.equals(Manifest.FILE_NAME) || path.equals(ModelSignature.FILE_NAME);
        Ticket ticket = document ? gate.serve(opened.person(), opened.release(), path, Network.of(http))
                : gate.mint(opened.person(), opened.release(), List.of(path), Way.DOWNLOAD_LIST, Network.of(http));
        return switch (ticket) {
            case Ticket.Refused refused -> throw refused.problem(refused.brief(), portal);
            case Ticket.Granted granted when document -> Response.ok(document(opened), "application/json")
                    .header("Cache-Control", "no-store").build();
            case Ticket.Granted granted -> Response.status(302).location(URI.create(granted.files().getFirst().url()))
                    .header("Cache-Control", "no-store").build();
        };
    }

    private byte[] document(DownloadLists.Opened opened) {
        ReleaseName name = opened.release();
        return QuarkusTransaction.joiningExisting().call(() -> {
            Release release = releases.head(models.require(name.namespace(), name.model()), name.version()).orElseThrow();
            return opened.path().equals(Manifest.FILE_NAME) ? release.manifest() : release.signature();
        });
    }
}
