package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.security.Authenticated;

/// The applicant's side of a request's thread.
@Path("/api/v1/requests/{id}/messages")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class MessageApi {

    private final CurrentPerson viewer;
    private final MyRequests mine;
    private final Messages messages;

    MessageApi(CurrentPerson viewer, MyRequests mine, Messages messages) {
        this.viewer = viewer;
        this.mine = mine;
        this.messages = messages;
    }

    public record Typed(@Nullable String body) {
    }

    public record Line(UUID id, String from, String body, Instant at) {
    }

    @GET
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public List<Line> list(@PathParam("id") String id) {
        return mine.thread(viewer.require(), RequestIds.parse(id))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception()).stream()
                .map(message -> new Line(message.id(), message.fromApplicant() ? "you" : "reviewer", message.body(),
                        message.at()))
                .toList();
    }

    @POST
    @NeedsScope(Scope.APPLY)
    @Consumes(MediaType.APPLICATION_JSON)
    public Messages.Written write(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Typed typed) {
        String body = typed == null || typed.body() == null ? "" : typed.body();
        return switch (messages.fromApplicant(viewer.require(), RequestIds.parse(id), key == null ? "" : key, body)) {
            case Outcome.Done<Messages.Written>(var written) -> written;
            case Outcome.Refused<Messages.Written>(var reason) -> throw Refusals.of(reason).exception();
        };
    }
}
