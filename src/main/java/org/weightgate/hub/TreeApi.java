package org.weightgate.hub;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.ForJobs;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PortalUrl;

/// What a snapshot contains, for anybody: any access token will do, too.
@Path("/api/models/{namespace}/{name}")
@ForJobs
@PermitAll
@NeedsScope({ Scope.READ, Scope.APPLY, Scope.PUBLISH, Scope.REVIEW })
@Produces(MediaType.APPLICATION_JSON)
class TreeApi {

    /// llama.cpp does not ask for a second page.
    private static final int PAGE = 1000;
    private static final int MOST_PATHS = 10_000;

    private final Repositories repositories;
    private final Contents contents;
    private final NextPage nextPage;

    TreeApi(Repositories repositories, Contents contents, NextPage nextPage) {
        this.repositories = repositories;
        this.contents = contents;
        this.nextPage = nextPage;
    }

    record PathsQuestion(@Nullable List<@Nullable String> paths, @Nullable Boolean expand) {
    }

    @GET
    @Path("tree/{revision}")
    public Response top(@RestPath String namespace, @RestPath String name, @RestPath String revision,
            @RestQuery @Nullable String recursive, @RestQuery @Nullable String expand,
            @RestQuery @DefaultValue("1000") int limit, @RestQuery @DefaultValue("") String cursor) {
        return tree(namespace, name, revision, "", recursive, expand, limit, cursor);
    }

    @GET
    @Path("tree/{revision}/{path:.+}")
    public Response tree(@RestPath String namespace, @RestPath String name, @RestPath String revision, @RestPath String path,
            @RestQuery @Nullable String recursive, @RestQuery @Nullable String expand,
            @RestQuery @DefaultValue("1000") int limit, @RestQuery @DefaultValue("") String cursor) {
        var listing = repositories.listing(namespace, name, revision);
        Snapshot snapshot = listing.snapshot();
        int size = Math.clamp(limit, 1, PAGE);
        Tree page = Tree.of(listing, path, Flag.isSet(recursive))
                .orElseThrow(() -> HubException.noEntry(snapshot, path)).page(cursor, size);
        List<TreeEntry> entries = page.entries(contents.gitNames(snapshot, page.files())).stream()
                .map(entry -> Flag.isSet(expand) ? entry.expanded(snapshot) : entry).toList();
        List<TreeEntry> shown = entries.subList(0, Math.min(size, entries.size()));
        var answer = Response.ok(shown).header("X-Repo-Commit", snapshot.commit());
        if (entries.size() > size) {
            answer.header("Link", nextPage.link(
                    "/api/models/" + snapshot.name() + "/tree/" + snapshot.commit()
                            + (path.isEmpty() ? "" : "/" + PortalUrl.encoded(path)),
                    "recursive=" + Flag.isSet(recursive) + "&expand=" + Flag.isSet(expand) + "&limit=" + size + "&cursor="
                            + PortalUrl.encoded(shown.getLast().path())));
        }
        return answer.build();
    }

    @POST
    @Path("paths-info/{revision}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response paths(@RestPath String namespace, @RestPath String name, @RestPath String revision,
            @Nullable PathsQuestion question) {
        List<@Nullable String> paths = question == null || question.paths() == null ? List.of() : question.paths();
        return paths(namespace, name, revision, paths, question != null && Boolean.TRUE.equals(question.expand()));
    }

    @POST
    @Path("paths-info/{revision}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response paths(@RestPath String namespace, @RestPath String name, @RestPath String revision,
            @RestForm @Nullable List<@Nullable String> paths, @RestForm @Nullable String expand) {
        return paths(namespace, name, revision, paths == null ? List.of() : paths, Flag.isSet(expand));
    }

    /// Only what exists is answered; the rest is left out, as clients expect.
    private Response paths(String namespace, String name, String revision, List<@Nullable String> paths, boolean expand) {
        if (paths.size() > MOST_PATHS) {
            throw HubException.plain(413, "Ask for at most " + MOST_PATHS + " paths at once.");
        }
        var listing = repositories.listing(namespace, name, revision);
        Snapshot snapshot = listing.snapshot();
        Tree all = Tree.of(listing, "", true).orElseThrow(() -> HubException.noEntry(snapshot, ""));
        Set<@Nullable String> wanted = Set.copyOf(paths.stream().filter(path -> path != null).toList());
        var some = new Tree(snapshot, all.files().stream().filter(file -> wanted.contains(file.path())).toList(),
                all.folders().stream().filter(wanted::contains).toList());
        Map<String, String> names = contents.gitNames(snapshot, some.files());
        return Response.ok(some.entries(names).stream().map(entry -> expand ? entry.expanded(snapshot) : entry).toList())
                .header("X-Repo-Commit", snapshot.commit()).build();
    }
}
