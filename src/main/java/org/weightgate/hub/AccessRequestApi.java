package org.weightgate.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.requests.AnswerView;
import org.weightgate.review.AccessDesk;
import org.weightgate.review.AccessLists;
import org.weightgate.review.AccessWish;
import org.weightgate.web.Instants;
import org.weightgate.web.PortalUrl;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.security.Authenticated;

/// Access requests for the scripts of a model's owners.
@Path("/api/models/{namespace}/{name}/user-access-request")
@Authenticated
@NeedsScope(Scope.REVIEW)
@Produces(MediaType.APPLICATION_JSON)
class AccessRequestApi {

    /// The Python client follows no link to a next page, so it is given as many as there may be.
    private static final String EVERYBODY = "1000";
    private static final int MOST = 1000;
    private static final int LONGEST_REASON = 1000;

    private final Repositories repositories;
    private final CurrentPerson current;
    private final AccessDesk desk;
    private final AccessLists lists;
    private final NextPage nextPage;

    AccessRequestApi(Repositories repositories, CurrentPerson current, AccessDesk desk, AccessLists lists,
            NextPage nextPage) {
        this.repositories = repositories;
        this.current = current;
        this.desk = desk;
        this.lists = lists;
        this.nextPage = nextPage;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(User user, String status, String timestamp, @Nullable String reviewedAt, Map<String, String> fields) {

        static Entry of(AccessLists.Row row, String status) {
            var fields = new LinkedHashMap<String, String>();
            for (AnswerView answer : row.answers()) {
                if (!answer.isEmpty()) {
                    fields.put(answer.label(), answer.text().isEmpty() ? String.join(" ", answer.links()) : answer.text());
                }
            }
            return new Entry(new User(row.username(), row.fullName(), row.email(), "user"), status, HubTime.of(row.at()),
                    row.reviewedAt() == null ? null : HubTime.of(row.reviewedAt()), fields);
        }
    }

    record User(String user, String fullname, String email, String type) {
    }

    record Handling(@Nullable String user, @Nullable String status, @Nullable String rejectionReason,
            @Nullable String resetReason) {
    }

    record Granting(@Nullable String user) {
    }

    @GET
    @Path("{status}")
    public Response list(@RestPath String namespace, @RestPath String name, @RestPath String status,
            @RestQuery @DefaultValue(EVERYBODY) int limit, @RestQuery @DefaultValue("") String cursor) {
        Model model = repositories.require(namespace, name);
        Person reviewer = current.require();
        desk.requireReviewer(reviewer, model);
        int size = Math.clamp(limit, 1, MOST);
        List<AccessLists.Row> rows = lists.page(reviewer, model.id(), which(status), after(cursor), size);
        List<AccessLists.Row> shown = rows.subList(0, Math.min(size, rows.size()));
        var answer = Response.ok(shown.stream().map(row -> Entry.of(row, status)).toList());
        if (rows.size() > size) {
            answer.header("Link", nextPage.link(
                    "/api/models/" + model.fullName() + "/user-access-request/" + status, "limit=" + size + "&cursor="
                            + PortalUrl.encoded(shown.getLast().at() + "_" + shown.getLast().id())));
        }
        return answer.build();
    }

    @POST
    @Path("handle")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, Object> handle(@RestPath String namespace, @RestPath String name, @Nullable Handling handling) {
        if (handling == null || handling.status() == null) {
            throw HubException.plain(400,
                    "Send {\"user\": NAME, \"status\": \"accepted\", \"rejected\", \"pending\" or \"reset\"}.");
        }
        return carryOut(namespace, name, handling.user(), wish(handling));
    }

    @POST
    @Path("grant")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, Object> grant(@RestPath String namespace, @RestPath String name, @Nullable Granting granting) {
        return carryOut(namespace, name, granting == null ? null : granting.user(), new AccessWish.Accept());
    }

    private Map<String, Object> carryOut(String namespace, String name, @Nullable String user, AccessWish wish) {
        Model model = repositories.require(namespace, name);
        Person reviewer = current.require();
        if (user == null || user.isBlank()) {
            throw HubException.plain(400, "Say which user is meant: {\"user\": NAME}.");
        }
        desk.carryOut(reviewer, model, user, wish);
        return Map.of();
    }

    private static AccessWish wish(Handling handling) {
        return switch (String.valueOf(handling.status())) {
            case "accepted" -> new AccessWish.Accept();
            case "rejected" -> new AccessWish.Reject(reason(handling.rejectionReason()));
            case "pending" -> new AccessWish.BackToPending();
            case "reset" -> new AccessWish.Reset(reason(handling.resetReason()));
            default -> throw HubException.plain(400, "A status is accepted, rejected, pending or reset.");
        };
    }

    private static @Nullable String reason(@Nullable String text) {
        if (text != null && text.length() > LONGEST_REASON) {
            throw HubException.plain(400, "A reason has at most " + LONGEST_REASON + " characters.");
        }
        return text == null ? null : text.replace('\0', ' ');
    }

    private static AccessLists.Which which(String status) {
        return switch (status) {
            case "pending" -> AccessLists.Which.PENDING;
            case "accepted" -> AccessLists.Which.ACCEPTED;
            case "rejected" -> AccessLists.Which.REJECTED;
            case "reset" -> AccessLists.Which.RESET;
            default -> throw HubException.plain(404, "The lists are pending, accepted, rejected and reset.");
        };
    }

    private static Optional<AccessLists.After> after(String cursor) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            int line = cursor.indexOf('_');
            UUID id = UUID.fromString(cursor.substring(line + 1));
            return Optional.of(Instants.written(cursor.substring(0, Math.max(0, line)))
                    .map(at -> new AccessLists.After(at, id)).orElseThrow(IllegalArgumentException::new));
        } catch (IllegalArgumentException _) {
            throw HubException.plain(400, "This is no cursor of ours. Begin with the first page.");
        }
    }
}
