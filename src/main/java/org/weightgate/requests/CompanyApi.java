package org.weightgate.requests;

import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;

import io.quarkus.security.Authenticated;

/// The people beside me in my request. Answers never carry the secret of a link.
@Path("/api/v1/requests/{id}")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class CompanyApi {

    private final CurrentPerson viewer;
    private final MyRequests mine;
    private final TeamDesk team;
    private final RefereeDesk referees;

    CompanyApi(CurrentPerson viewer, MyRequests mine, TeamDesk team, RefereeDesk referees) {
        this.viewer = viewer;
        this.mine = mine;
        this.team = team;
        this.referees = referees;
    }

    public record Invitation(@Nullable String email) {
    }

    public record Named(@Nullable String name, @Nullable String email) {
    }

    public record MemberJson(UUID id, String email, MemberState state, boolean ready) {
    }

    public record RefereeJson(String name, String email, RefereeState state) {
    }

    public record Company(List<MemberJson> members, @Nullable RefereeJson referee) {

        static Company of(Team team) {
            return new Company(
                    team.open().stream()
                            .map(member -> new MemberJson(member.id(), member.email(), member.state(), team.isReady(member)))
                            .toList(),
                    team.referee().map(who -> new RefereeJson(who.name(), who.email(), who.state())).orElse(null));
        }
    }

    @GET
    @Path("company")
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public Company company(@PathParam("id") String id) {
        return mine.team(viewer.require(), RequestIds.parse(id)).map(Company::of)
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
    }

    @POST
    @Path("members")
    @NeedsScope(Scope.APPLY)
    @Consumes(MediaType.APPLICATION_JSON)
    public Company invite(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @DefaultValue("") String key,
            @Nullable Invitation invitation) {
        String email = invitation == null ? "" : text(invitation.email());
        done(team.invite(viewer.require(), RequestIds.parse(id), email, key));
        return company(id);
    }

    @DELETE
    @Path("members/{member}")
    @NeedsScope(Scope.APPLY)
    public Response drop(@PathParam("id") String id, @PathParam("member") String member) {
        done(team.drop(viewer.require(), RequestIds.parse(id), RequestIds.parse(member)));
        return Response.noContent().build();
    }

    @PUT
    @Path("referee")
    @NeedsScope(Scope.APPLY)
    @Consumes(MediaType.APPLICATION_JSON)
    public Company name(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @DefaultValue("") String key,
            @Nullable Named referee) {
        String name = referee == null ? "" : text(referee.name());
        String email = referee == null ? "" : text(referee.email());
        done(referees.name(viewer.require(), RequestIds.parse(id), name, email, key));
        return company(id);
    }

    private static void done(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Refused<?>(var reason)) {
            throw Refusals.of(reason).exception();
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
