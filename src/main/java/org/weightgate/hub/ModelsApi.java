package org.weightgate.hub;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelName;
import org.weightgate.catalogue.Models;
import org.weightgate.people.ForJobs;
import org.weightgate.web.PortalUrl;

/// Models as repositories. What they are is public, as everywhere in the portal; their files are not.
@Path("/api/models")
@ForJobs
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class ModelsApi {

    private static final int MOST = 1000;

    private final Models models;
    private final Repositories repositories;
    private final Contents contents;
    private final Doorman doorman;
    private final NextPage nextPage;

    ModelsApi(Models models, Repositories repositories, Contents contents, Doorman doorman, NextPage nextPage) {
        this.models = models;
        this.repositories = repositories;
        this.contents = contents;
        this.doorman = doorman;
        this.nextPage = nextPage;
    }

    @GET
    public Response list(@RestQuery @DefaultValue("") String search, @RestQuery @DefaultValue("") String author,
            @RestQuery @DefaultValue("1000") int limit, @RestQuery @DefaultValue("") String cursor) {
        int size = Math.clamp(limit, 1, MOST);
        boolean nobody = !author.isEmpty() && !ModelName.isPart(author);
        List<Model> page = nobody ? List.of()
                : models.page(search.replace("\0", ""), author, ModelName.parse(cursor), size + 1);
        List<ModelInfo> infos = page.stream().limit(size)
                .map(model -> ModelInfo.of(model, repositories.newest(model), null)).toList();
        var answer = Response.ok(infos);
        if (page.size() > size) {
            answer.header("Link", nextPage.link("/api/models", "search=" + PortalUrl.encoded(search) + "&author="
                    + PortalUrl.encoded(author) + "&limit=" + size + "&cursor="
                    + PortalUrl.encoded(infos.getLast().id())));
        }
        return answer.build();
    }

    /// Clients that take a name of one part get a clear answer; `namespace%2Fname` is a name of two.
    @GET
    @Path("{repository}")
    public Response oneName(@RestPath String repository, @RestQuery @Nullable String blobs) {
        ModelName name = ModelName.parse(repository).orElseThrow(() -> HubException.noRepository(repository));
        return info(name.namespace(), name.name(), blobs);
    }

    @GET
    @Path("{namespace}/{name}")
    public Response info(@RestPath String namespace, @RestPath String name, @RestQuery @Nullable String blobs) {
        Model model = repositories.require(namespace, name);
        return repositories.newestListing(model).map(listing -> info(model, listing, blobs))
                .orElseGet(() -> Response.ok(ModelInfo.of(model, Optional.empty(), List.of())).build());
    }

    @GET
    @Path("{namespace}/{name}/revision/{revision}")
    public Response info(@RestPath String namespace, @RestPath String name, @RestPath String revision,
            @RestQuery @Nullable String blobs) {
        return info(repositories.require(namespace, name), repositories.listing(namespace, name, revision), blobs);
    }

    @GET
    @Path("{namespace}/{name}/refs")
    public Map<String, Object> refs(@RestPath String namespace, @RestPath String name,
            @RestQuery("include_prs") @Nullable String includePullRequests) {
        Model model = repositories.require(namespace, name);
        var branches = repositories.newest(model).stream().map(newest -> new Ref("main", "refs/heads/main", newest.commit()))
                .toList();
        var tags = repositories.tags(model).stream().map(tag -> new Ref(tag.name(), "refs/tags/" + tag.name(), tag.commit()))
                .toList();
        return Flag.isSet(includePullRequests)
                ? Map.of("branches", branches, "converts", List.of(), "tags", tags, "pullRequests", List.of())
                : Map.of("branches", branches, "converts", List.of(), "tags", tags);
    }

    record Ref(String name, String ref, String targetCommit) {
    }

    private Response info(Model model, Repositories.Listing listing, @Nullable String blobs) {
        Snapshot snapshot = listing.snapshot();
        List<ModelInfo.Sibling> siblings;
        if (Flag.isSet(blobs)) {
            Map<String, String> names = contents.gitNames(snapshot, listing.files());
            siblings = listing.files().stream()
                    .map(file -> ModelInfo.Sibling.of(file, names.getOrDefault(file.sha256(), ""))).toList();
        } else {
            siblings = listing.files().stream().map(ModelInfo.Sibling::of).toList();
        }
        var answer = Response.ok(ModelInfo.of(model, Optional.of(snapshot), siblings))
                .header("X-Repo-Commit", snapshot.commit());
        doorman.warning(snapshot).ifPresent(warning -> answer.header(HubFilter.WARNING, warning));
        return answer.build();
    }
}
