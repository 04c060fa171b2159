package org.weightgate.review;

import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.requests.RequestIds;

/// Claiming by program. Repeating a claim only renews it; a hand-over is repeated under its key.
@Path("/api/v1/requests/{id}/claim")
@RolesAllowed({ "reviewer", "publisher" })
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.APPLICATION_JSON)
public class ClaimApi {

    private final CurrentPerson viewer;
    private final ClaimDesk claims;

    ClaimApi(CurrentPerson viewer, ClaimDesk claims) {
        this.viewer = viewer;
        this.claims = claims;
    }

    /// What is asked for; empty means: for me.
    ///
    /// @param takeOver look at it instead of whoever does now
    /// @param to       the user name of the reviewer it is given to
    public record Body(@Nullable Boolean takeOver, @Nullable String to) {
    }

    public record Held(UUID request, UUID reviewer, String name, Instant since, Instant until) {
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Held claim(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @DefaultValue("") String key,
            @Nullable Body body) {
        Person person = viewer.require();
        UUID request = RequestIds.parse(id);
        if (body != null && body.to() != null) {
            return held(claims.give(person, request, body.to(), key));
        }
        ClaimDesk.Result taken = claims.take(person, request, body != null && Boolean.TRUE.equals(body.takeOver()));
        refuse(taken);
        return held(taken.claim().orElseThrow());
    }

    @DELETE
    public void release(@PathParam("id") String id) {
        refuse(claims.release(viewer.require(), RequestIds.parse(id)));
    }

    private static void refuse(ClaimDesk.Result result) {
        result.refused().ifPresent(reason -> {
            throw reason.exception();
        });
    }

    private static Held held(Claim claim) {
        return new Held(claim.request(), claim.reviewer(), claim.name(), claim.since(), claim.until());
    }
}
