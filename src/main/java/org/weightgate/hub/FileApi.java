package org.weightgate.hub;

import java.net.URI;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.downloads.Way;
import org.weightgate.people.ForJobs;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.Network;

import io.vertx.core.http.HttpServerRequest;

/// One file of a snapshot: itself behind `resolve`, as git would show it behind `raw`, where a large one is its pointer. HEAD tells
/// what it is and never where: an address in the store is made for one GET, so that a client which tries again asks the gate again.
@Path("/{namespace}/{name}/{door:resolve|raw}/{revision}/{path:.+}")
@ForJobs
@PermitAll
@NeedsScope(Scope.READ)
class FileApi {

    private static final String RAW = "raw";

    private final Repositories repositories;
    private final Contents contents;
    private final Doorman doorman;

    FileApi(Repositories repositories, Contents contents, Doorman doorman) {
        this.repositories = repositories;
        this.contents = contents;
        this.doorman = doorman;
    }

    @HEAD
    public Response head(@RestPath String namespace, @RestPath String name, @RestPath String door, @RestPath String revision,
            @RestPath String path) {
        Snapshot snapshot = repositories.snapshot(namespace, name, revision);
        doorman.look(snapshot);
        return FileAnswer.of(contents, snapshot, require(snapshot, path), door.equals(RAW)).head();
    }

    @GET
    public Response get(@RestPath String namespace, @RestPath String name, @RestPath String door, @RestPath String revision,
            @RestPath String path, @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange, @HeaderParam("User-Agent") @Nullable String agent,
            @Context HttpServerRequest http) {
        Snapshot snapshot = repositories.snapshot(namespace, name, revision);
        Optional<HubFile> found = repositories.file(snapshot, path);
        if (found.isEmpty() || (found.get().isLarge() && door.equals(RAW))) {
            // who may not have the files is not told which there are
            doorman.look(snapshot);
        }
        HubFile file = found.orElseThrow(() -> HubException.noEntry(snapshot, path));
        if (file.isLarge() && !door.equals(RAW)) {
            Way way = "bytes=0-0".equals(range) ? Way.HUB_PROBE : Way.HUB;
            URI address = URI.create(doorman.address(snapshot, file, way, Network.of(http)));
            return FileAnswer.of(contents, snapshot, file, false).redirect(address);
        }
        if (!file.isLarge()) {
            doorman.serve(snapshot, file, Network.of(http));
        }
        return FileAnswer.of(contents, snapshot, file, door.equals(RAW)).content(range, ifRange, agent);
    }

    private HubFile require(Snapshot snapshot, String path) {
        return repositories.file(snapshot, path).orElseThrow(() -> HubException.noEntry(snapshot, path));
    }
}
