package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
import org.weightgate.web.ProblemException;

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

    private static final int UNPROCESSABLE = 422;

    public record Sheet(String reference, String model, RequestState state, int revision, String factsDigest,
            List<AnswerView> answers, Applicant applicant, int approvals, int quorum, int grantDays, @Nullable Holder claim) {
    }

    /// Who asks.
    ///
    /// @param erased whether their address is gone, so that it is neither confirmed nor unconfirmed
    public record Applicant(String name, String username, String email, boolean emailVerified, boolean erased) {

        static Applicant of(DeskView.Person person) {
            return new Applicant(person.name(), person.username(), person.email(), person.emailVerified(), person.erased());
        }
    }

    public record Holder(UUID reviewer, String name, Instant until) {
    }

    @GET
    @Path("queue")
    public Page queue(@QueryParam("state") @Nullable String state, @QueryParam("model") @Nullable String model,
            @QueryParam("q") @Nullable String words, @QueryParam("after") @Nullable String after) {
        if (state != null && !state.isBlank() && Tray.named(state).isEmpty()) {
            throw invalid("There is no state or view of this name. Use one of "
                    + List.of(Tray.values()) + ", or a request's state.");
        }
        if (words != null && !words.isBlank() && SearchWords.of(words).isEmpty()) {
            throw invalid("Send at least " + SearchWords.SHORTEST + " characters to look for.");
        }
        var asked = QueuePages.asked(state, model, words, after);
        if (after != null && !after.isBlank() && asked.after().isEmpty()) {
            throw invalid("This is not the next of an earlier answer.");
        }
        QueueReader.Page page = queue.page(viewer.require(), asked);
        return new Page(page.rows(), page.next().orElse(null));
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(UNPROCESSABLE, "invalid-query", detail);
    }

    /// The request with the digest and, as its ETag, the version that a decision has to name.
    @GET
    @Path("requests/{id}")
    public Response sheet(@PathParam("id") String id) {
        DeskView view = desk.read(viewer.require(), RequestIds.parse(id),
                DeskReader.Look.usual(DeskView.Attempt.none()))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        return Response.ok(new Sheet(view.reference(), view.model(), view.state(), view.seen().revision(),
                view.seen().factsDigest(), view.questions(), Applicant.of(view.person()), view.bench().approvals(),
                view.bench().quorum(), view.bench().grantDays(),
                view.claiming().claim().map(claim -> new Holder(claim.reviewer(), claim.name(), claim.until())).orElse(null)))
                .header(HttpHeaders.ETAG, ETags.of(view.seen().version())).build();
    }
}
