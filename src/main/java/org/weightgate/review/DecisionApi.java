package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.requests.ETags;
import org.weightgate.requests.FieldNote;
import org.weightgate.requests.Outcome;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestIds;
import org.weightgate.requests.Seen;
import org.weightgate.requests.Verdict;
import org.weightgate.web.Instants;
import org.weightgate.web.Problem;
import org.weightgate.web.Problem.FieldError;

/// Deciding by API: the caller names the version, the revision and the facts they saw.
@Path("/api/v1/requests/{id}/decisions")
@RolesAllowed({ "reviewer", "publisher" })
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.APPLICATION_JSON)
public class DecisionApi {

    private final CurrentPerson viewer;
    private final ReviewDesk desk;
    private final DeskNews news;

    DecisionApi(CurrentPerson viewer, ReviewDesk desk, DeskNews news) {
        this.viewer = viewer;
        this.desk = desk;
        this.news = news;
    }

    public record Body(@Nullable Integer revision, @Nullable String factsDigest, @Nullable Verdict verdict,
            @Nullable RejectionReason reasonCode, @Nullable String publicText, @Nullable Instant until,
            @Nullable Instant reapplyFrom, @Nullable List<@Nullable Note> notes) {

        List<FieldNote> said() {
            return notes == null ? List.of() : notes.stream().map(Note::said).toList();
        }
    }

    public record Note(@Nullable String field, @Nullable String text) {

        static FieldNote said(@Nullable Note note) {
            return note == null ? new FieldNote("", "")
                    : new FieldNote(Objects.requireNonNullElse(note.field, ""), Objects.requireNonNullElse(note.text, ""));
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response decide(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable Body body) {
        UUID request = RequestIds.parse(id);
        int version = ETags.required(ifMatch);
        if (body == null || body.revision() == null) {
            throw ETags.missing("revision");
        }
        if (body.factsDigest() == null) {
            throw ETags.missing("factsDigest");
        }
        if (body.verdict() == null) {
            throw Refusals.of(new Refusal.InvalidRuling(
                    List.of(new FieldError("verdict", "Send a verdict.")))).exception();
        }
        var ruling = new Ruling(body.verdict(), body.until(), null, body.reasonCode(),
                body.publicText() == null ? "" : body.publicText(), body.reapplyFrom(), body.said());
        var seen = new Seen(version, body.revision(), body.factsDigest());
        return answer(request, seen, desk.decide(viewer.require(), request, key == null ? "" : key, seen, ruling));
    }

    /// Takes a decision of one's own back before it takes effect.
    @POST
    @Path("undo")
    public Response takeBack(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        UUID request = RequestIds.parse(id);
        int version = ETags.required(ifMatch);
        return answer(request, new Seen(version, 0, ""),
                desk.takeBack(viewer.require(), request, key == null ? "" : key, version));
    }

    /// A refusal for what changed says who changed what, and when.
    private Response answer(UUID request, Seen seen, Outcome<Ruled> outcome) {
        if (outcome instanceof Outcome.Refused<Ruled>(var reason) && Refusals.of(reason).isOutdated()) {
            throw Refusals.of(reason).exception(news.since(viewer.require(), request, OptionalInt.empty(), seen)
                    .map(DecisionApi::changes).orElseGet(List::of));
        }
        return answer(outcome);
    }

    private static List<Problem.Change> changes(DeskNews.News happened) {
        return Stream.concat(
                happened.steps().stream()
                        .map(step -> new Problem.Change(step.what(), step.who(), Instants.iso(step.when()), null, null)),
                happened.changed().stream()
                        .map(fact -> new Problem.Change(fact.fact().words(), null, null, fact.before(), fact.now())))
                .toList();
    }

    static Response answer(Outcome<Ruled> outcome) {
        return switch (outcome) {
            case Outcome.Done<Ruled>(var ruled) ->
                Response.ok(ruled).header(HttpHeaders.ETAG, ETags.of(ruled.version())).build();
            case Outcome.Refused<Ruled>(var reason) -> throw Refusals.of(reason).exception();
        };
    }
}
