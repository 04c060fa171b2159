package org.weightgate.downloads;

import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.security.Authenticated;

/// One grant's quota and use, hour by hour.
@Path("/api/v1/grants/{id}/usage")
@Authenticated
@NeedsScope({ Scope.READ, Scope.REVIEW })
@Produces(MediaType.APPLICATION_JSON)
public class UsageApi {

    private final UsageReading reading;

    UsageApi(UsageReading reading) {
        this.reading = reading;
    }

    @GET
    public UsageView.Detail usage(@PathParam("id") UUID id) {
        return reading.detail(id);
    }
}
