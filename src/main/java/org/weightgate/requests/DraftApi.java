package org.weightgate.requests;

import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Person;
import org.weightgate.people.Scope;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.requests.ApplicantDesk.Typed;

import io.quarkus.security.Authenticated;

/// My draft for a model: made by the first `PUT`, replaced by later ones that name the version they saw.
@Path("/api/v1/models/{namespace}/{name}/request")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class DraftApi {

    private final CurrentPerson viewer;
    private final Models models;
    private final MyRequests mine;
    private final ApplicantDesk desk;

    DraftApi(CurrentPerson viewer, Models models, MyRequests mine, ApplicantDesk desk) {
        this.viewer = viewer;
        this.models = models;
        this.mine = mine;
        this.desk = desk;
    }

    @GET
    @NeedsScope({ Scope.READ, Scope.APPLY })
    public Response get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        RequestJson request = mine.latest(viewer.require(), models.require(namespace, name))
                .orElseThrow(() -> Refusals.of(new Refusal.NotFound()).exception());
        return Response.ok(request).header(HttpHeaders.ETAG, ETags.of(request.draft())).build();
    }

    @PUT
    @NeedsScope(Scope.APPLY)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, RequestJson.@Nullable Form form) {
        Person person = viewer.require();
        Model model = models.require(namespace, name);
        Optional<RequestJson> existing = mine.latest(person, model).filter(request -> request.state().isEditable());
        int draft = ifMatch == null && existing.isEmpty() ? 0 : ETags.required(ifMatch);
        Answers answers = form == null ? Answers.empty() : form.answers();
        return switch (desk.save(person, model, new Typed(draft, answers))) {
            case Outcome.Refused<Saved>(var reason) -> throw Refusals.of(reason).exception();
            case Outcome.Done<Saved>(var saved) -> Response.status(saved.created() ? 201 : 200)
                    .header(HttpHeaders.ETAG, ETags.of(saved.draft()))
                    .entity(mine.json(person, saved.id()).orElseThrow()).build();
        };
    }
}
