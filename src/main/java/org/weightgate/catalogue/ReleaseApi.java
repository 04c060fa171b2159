package org.weightgate.catalogue;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;

/// What a publisher does with a release.
@Path("/api/v1/models/{namespace}/{name}/releases")
@Authenticated
@NeedsScope(Scope.PUBLISH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ReleaseApi {

    private final ReleaseDesk desk;
    private final ReleaseUploads uploads;
    private final CheckDesk checks;

    ReleaseApi(ReleaseDesk desk, ReleaseUploads uploads, CheckDesk checks) {
        this.desk = desk;
        this.uploads = uploads;
        this.checks = checks;
    }

    /// Both base64 in JSON.
    record Signed(@NotNull String manifest, @NotNull String signature) {
    }

    record Draft(String version, ReleaseState state, List<ReleaseUploads.Upload> uploads) {
    }

    record File(@NotBlank @Size(max = 4096) String path) {
    }

    record Sent(@NotBlank @Size(max = 4096) String path, @Nullable @Size(max = 4096) String uploadId,
            @NotNull @Size(max = 10_000) List<@Valid UploadedPart> parts) {

        /// Only a file that is sent whole has a part 0.
        void requireNumbersOfParts() {
            if (uploadId != null && parts.stream().anyMatch(part -> part.number() == 0)) {
                throw new ProblemException(400, "part-number", "The parts of an upload are numbered from 1.");
            }
        }
    }

    record Withdrawal(@NotBlank @Size(max = 2000) String reason) {

        Withdrawal {
            reason = reason == null ? "" : PlainText.lines(reason);
        }
    }

    record State(String version, ReleaseState state) {
    }

    @POST
    public Response register(@RestPath String namespace, @RestPath String name, @NotNull @Valid Signed signed) {
        var release = desk.register(namespace, name, SignedRelease.read(signed.manifest(), signed.signature()));
        return Response.status(201)
                .entity(new Draft(release.version(), release.state(), uploads.outstanding(release))).build();
    }

    @POST
    @Path("{version}/uploads")
    public UploadPlan begin(@RestPath String namespace, @RestPath String name, @RestPath String version,
            @NotNull @Valid File file) {
        return uploads.begin(desk.forPublisher(namespace, name, version), file.path());
    }

    @POST
    @Path("{version}/uploads/complete")
    public Response complete(@RestPath String namespace, @RestPath String name, @RestPath String version,
            @NotNull @Valid Sent sent) {
        sent.requireNumbersOfParts();
        uploads.complete(desk.forPublisher(namespace, name, version), sent.path(), sent.uploadId(), sent.parts());
        return Response.ok(new File(sent.path())).build();
    }

    /// 202 while the portal compares what the store holds with the manifest; `GET` on the same address tells how far it is.
    /// `If-Match` may name the manifest's SHA-256: another one is not opened.
    @POST
    @Path("{version}/publish")
    @Consumes(MediaType.WILDCARD)
    public Response publish(@RestPath String namespace, @RestPath String name, @RestPath String version,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen) {
        if (seen == null || seen.strip().equals("*")) {
            return answer(checks.ask(namespace, name, version));
        }
        String manifestSha256 = seen.strip().replaceAll("^\"|\"$", "");
        return answer(checks.ask(namespace, name, version, manifestSha256).orElseThrow(() -> new ProblemException(412, "stale",
                "Release " + version + " has another manifest than the one you named: somebody replaced the draft. Nothing was"
                        + " opened; look at what it is now.")));
    }

    @GET
    @Path("{version}/publish")
    @Consumes(MediaType.WILDCARD)
    public Response publication(@RestPath String namespace, @RestPath String name, @RestPath String version) {
        return answer(checks.find(namespace, name, version).orProblem());
    }

    private static Response answer(Publication publication) {
        return Response.status(publication.isUnderWay() ? 202 : 200).entity(publication).build();
    }

    @POST
    @Path("{version}/withdraw")
    public State withdraw(@RestPath String namespace, @RestPath String name, @RestPath String version,
            @NotNull @Valid Withdrawal withdrawal) {
        desk.withdraw(namespace, name, version, withdrawal.reason());
        return new State(version, ReleaseState.WITHDRAWN);
    }
}
