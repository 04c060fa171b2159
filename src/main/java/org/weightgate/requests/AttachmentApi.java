package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.security.Authenticated;

/// The files of what I am writing: `POST` takes the bytes as they are, with their name in `?name=`.
@Path("/api/v1/requests/{id}/attachments")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class AttachmentApi {

    private final CurrentPerson viewer;
    private final MyRequests mine;
    private final AttachmentDesk desk;

    AttachmentApi(CurrentPerson viewer, MyRequests mine, AttachmentDesk desk) {
        this.viewer = viewer;
        this.mine = mine;
        this.desk = desk;
    }

    public record File(UUID id, String name, String mediaType, long size, String sha256, String path) {

        static File of(Attachment file) {
            return new File(file.id(), file.name(), file.mediaType(), file.size(), file.sha256(), file.path());
        }
    }

    @GET
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public List<File> list(@PathParam("id") String id) {
        return mine.files(viewer.require(), RequestIds.parse(id))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception()).stream().map(File::of).toList();
    }

    @POST
    @NeedsScope(Scope.APPLY)
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Response attach(@PathParam("id") String id, @QueryParam("name") @Nullable String name, byte[] content) {
        return switch (desk.attach(viewer.require(), RequestIds.parse(id), name == null ? "" : name, content)) {
            case Outcome.Done<Attachment>(var file) -> Response.status(201).entity(File.of(file)).build();
            case Outcome.Refused<Attachment>(var reason) -> throw Refusals.of(reason).exception();
        };
    }

    @DELETE
    @Path("{file}")
    @NeedsScope(Scope.APPLY)
    public Response remove(@PathParam("id") String id, @PathParam("file") String file) {
        return switch (desk.remove(viewer.require(), RequestIds.parse(id), RequestIds.parse(file))) {
            case Outcome.Done<UUID> _ -> Response.noContent().build();
            case Outcome.Refused<UUID>(var reason) -> throw Refusals.of(reason).exception();
        };
    }
}
