package org.weightgate.downloads;

import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// What the holders of a model's grants took, for its owners, publishers and auditors.
@Path("/models/{namespace}/{name}/usage")
@Authenticated
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.TEXT_HTML)
public class UsagePages {

    private final UsageReading reading;

    UsagePages(UsageReading reading) {
        this.reading = reading;
    }

    @CheckedTemplate(basePath = "downloads")
    static class Templates {
        static native TemplateInstance usage(UsageView usage);
    }

    @GET
    public TemplateInstance usage(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @QueryParam("after") @Nullable UUID after) {
        return Templates.usage(reading.of(namespace, name, Optional.ofNullable(after)));
    }
}
