package org.weightgate.grants;

import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PlainText;
import org.weightgate.web.ProblemException;

import io.quarkus.security.Authenticated;

/// Grants for programs.
@Path("/api/v1/grants")
@Authenticated
class GrantApi {

    static final int LONGEST_REASON = 1000;

    private final GrantDesk desk;
    private final GrantReading reading;
    private final CurrentPerson person;

    GrantApi(GrantDesk desk, GrantReading reading, CurrentPerson person) {
        this.desk = desk;
        this.reading = reading;
        this.person = person;
    }

    /// Why, in words the holder reads, and a code: without one `OTHER` for a revocation, `OWNER` for a suspension.
    record Why(@NotBlank @Size(max = LONGEST_REASON) String reason, @Nullable String code) {

        Why {
            reason = reason == null ? "" : PlainText.lines(reason);
        }

        GrantCommand command(GrantAct act, String otherwise) {
            return act.command(code == null ? otherwise : code, reason).orElseThrow(() -> new ProblemException(422,
                    "reason-unknown", "The codes are " + act.choices().stream().map(GrantAct.Choice::value).toList() + "."));
        }
    }

    record Mine(List<GrantView> grants) {
    }

    @GET
    @NeedsScope(Scope.READ)
    public Mine mine() {
        return new Mine(reading.of(person.require()));
    }

    @POST
    @Path("{id}/revoke")
    @NeedsScope(Scope.REVIEW)
    public Response revoke(@PathParam("id") UUID id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen,
            @HeaderParam("Idempotency-Key") @DefaultValue("") String key, @Valid @NotNull Why why) {
        return tagged(desk.change(id, why.command(GrantAct.REVOKE, RevokeReason.OTHER.name()), version(seen), key));
    }

    @POST
    @Path("{id}/suspend")
    @NeedsScope(Scope.REVIEW)
    public Response suspend(@PathParam("id") UUID id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen,
            @HeaderParam("Idempotency-Key") @DefaultValue("") String key, @Valid @NotNull Why why) {
        return tagged(desk.change(id, why.command(GrantAct.SUSPEND, SuspendReason.OWNER.name()), version(seen), key));
    }

    @POST
    @Path("{id}/resume")
    @NeedsScope(Scope.REVIEW)
    public Response resume(@PathParam("id") UUID id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen,
            @HeaderParam("Idempotency-Key") @DefaultValue("") String key, @Valid @NotNull Why why) {
        return tagged(desk.change(id, new GrantCommand.Resume(why.reason()), version(seen), key));
    }

    private static Response tagged(GrantView grant) {
        return Response.ok(grant).tag(new EntityTag(Integer.toString(grant.version()))).build();
    }

    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        try {
            return Integer.valueOf(ifMatch.strip().replaceFirst("^\"(.*)\"$", "$1"));
        } catch (NumberFormatException _) {
            throw new ProblemException(412, "stale", "If-Match names no version of a grant: send the ETag you were given.");
        }
    }
}
