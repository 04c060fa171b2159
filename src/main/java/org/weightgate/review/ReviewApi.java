package org.weightgate.review;

import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.requests.AnswerView;
import org.weightgate.requests.ETags;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.requests.RequestIds;
import org.weightgate.requests.RequestState;

/// What a reviewer reads before deciding by API.
@Path("/api/v1/review")
@RolesAllowed({ "reviewer", "publisher" })
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.APPLICATION_JSON)
public class ReviewApi {

    private final CurrentPerson viewer;
    private final QueueReader queue;
    private final DeskReader desk;

    ReviewApi(CurrentPerson viewer, QueueReader queue, DeskReader desk) {
        this.viewer = viewer;
        this.queue = queue;
        this.desk = desk;
    }

    public record Page(List<QueueRow> requests, @Nullable String next) {
    }

    public record Sheet(String reference, String model, RequestState state, int revision, String factsDigest,
            List<AnswerView> answers, DeskView.Applicant applicant, int approvals, int quorum, int grantDays) {
    }

    @GET
    @Path("queue")
    public Page queue(@QueryParam("state") @Nullable String state, @QueryParam("model") @Nullable String model,
            @QueryParam("after") @Nullable String after) {
        QueueView view = queue.read(viewer.require(), Optional.ofNullable(state), Optional.ofNullable(model),
                Optional.ofNullable(after));
        return new Page(view.rows(), view.next().orElse(null));
    }

    /// The request with the digest and, as its ETag, the version that a decision has to name.
    @GET
    @Path("requests/{id}")
    public Response sheet(@PathParam("id") String id) {
        DeskView view = desk.read(viewer.require(), RequestIds.parse(id), Optional.empty())
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        return Response.ok(new Sheet(view.reference(), view.model(), view.state(), view.revision(), view.factsDigest(),
                view.answers(), view.applicant(), view.approvals(), view.quorum(), view.grantDays()))
                .header(HttpHeaders.ETAG, ETags.of(view.version())).build();
    }
}
