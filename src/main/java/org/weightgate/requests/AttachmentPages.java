package org.weightgate.requests;

import java.io.InputStream;
import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PortalUrl;

import io.quarkus.security.Authenticated;

/// A file beside a request, always to be saved and never shown inside a page of ours.
@Path("/requests/{id}/files/{file}")
@Authenticated
@NeedsScope({ Scope.READ, Scope.APPLY, Scope.REVIEW })
public class AttachmentPages {

    private final CurrentPerson viewer;
    private final AttachmentDesk desk;
    private final AttachmentStore store;

    AttachmentPages(CurrentPerson viewer, AttachmentDesk desk, AttachmentStore store) {
        this.viewer = viewer;
        this.desk = desk;
        this.store = store;
    }

    @GET
    public Response file(@PathParam("id") String id, @PathParam("file") String file) {
        UUID request = RequestIds.parse(id);
        Attachment attachment = desk.readable(viewer.require(), request, RequestIds.parse(file))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        if (!desk.isApplicant(viewer.require(), request)) {
            viewer.requireScope(Scope.REVIEW);
        }
        InputStream in = store.open(attachment);
        StreamingOutput bytes = out -> {
            try (in) {
                in.transferTo(out);
            }
        };
        return Response.ok(bytes, attachment.mediaType())
                .header(HttpHeaders.CONTENT_LENGTH, attachment.size())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition(attachment.name()))
                .build();
    }

    /// RFC 6266: a plain name for old programs, the real one encoded.
    static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        String encoded = PortalUrl.encoded(name);
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }
}
